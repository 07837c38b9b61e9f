"""Competency frameworks as data."""
