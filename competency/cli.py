"""The command line: arguments and exit codes only.

Exit 0: done. 1: findings (errors for `validate`, a failing scenario; with `--strict` also warnings, a `must` standard
overdue or breached, a plan that does not exist). 2: usage, unreadable input, or a document with faults given to any
other command. What a command needs is imported when it runs, so that the others start fast.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from competency import __version__
from competency.errors import (
    CompetencyError,
    DocumentFaults,
    FrameworkTwice,
    InvalidDate,
    NoDocuments,
    RecordOfAnotherFramework,
    SameFramework,
    TooFewFrameworks,
    UnknownItem,
    UnknownRule,
)

if TYPE_CHECKING:
    from competency.correspondences import Correspondence, Correspondences, Mapping
    from competency.diagnostics import Diagnostic, Span
    from competency.interop import Format
    from competency.interop.losses import Losses
    from competency.model import AnyItem, Framework, Record

DONE, FINDINGS, REFUSED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except DocumentFaults as faults:
        _tell_faults(faults)
        return REFUSED
    except CompetencyError as error:
        print(f"competency: {error}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the reader has gone; nothing to close
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _tell_faults(faults: DocumentFaults) -> None:
    from competency.report import findings

    print(findings.as_text(faults.diagnostics, _lines()), file=sys.stderr)


# --- arguments -------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="competency",
        description="Competency frameworks as data: checked, computed with, explained.",
        epilog="REF is a bundled id (see 'competency list') or a file; RECORD a file or a bundled example.",
    )
    parser.add_argument("--version", action="version", version=f"competency {__version__}")
    parser.set_defaults(run=lambda _: _help(parser))
    commands = parser.add_subparsers(metavar="COMMAND")
    _add_documents(commands)
    _add_answers(commands)
    return parser


if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return REFUSED


def _add_documents(commands: Commands) -> None:
    from competency.report import ci

    _command(commands, "demo", "the main job on the five real boards, in a few seconds", _demo)
    command = _command(commands, "list", "the bundled frameworks", _list)
    _add_format(command)
    command = _command(commands, "new", "write a framework file, or a whole repository, to start from", _new)
    command.add_argument(
        "id", nargs="?", metavar="ID", help="id of the framework, such as our_board; the file is ID.yaml"
    )
    command.add_argument(
        "--repository",
        metavar="DIR",
        help="a new folder for a framework with scenarios, checks, schemas and a README; ID is its name if left out",
    )
    command.set_defaults(refuse=command.error)
    command = _command(commands, "validate", "all faults of documents, each with its place and a fix", _validate)
    command.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or a bundled id")
    command.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    command.add_argument("--baseline", metavar="FILE", help="leave out the findings that are known in FILE")
    command.add_argument(
        "--write-baseline", metavar="FILE", help="write what is found to FILE, to be known from now on"
    )
    command.add_argument(
        "--format", choices=("text", "json", *ci.formats()), default="text", help="how to answer, or for which machine"
    )
    command.add_argument(
        "--root", type=Path, metavar="DIR", help="where the paths of such a machine begin; the current folder"
    )
    command = _command(commands, "rules", "what is checked, each rule with an example and its fix", _rules)
    command.add_argument("code", nargs="?", metavar="CODE", help="code or name of one rule, such as CF104")
    _add_format(command)
    command = _command(commands, "show", "a framework, or one item of it, in the format itself, normalised", _show)
    _add_reference(command)
    _add_format(command)
    command = _command(commands, "explain", "each rule of a framework as a plain English sentence", _explain)
    _add_reference(command)
    _add_format(command)
    command = _command(commands, "graph", "a framework as a graph or a picture", _graph)
    command.add_argument("framework", metavar="REF", help="a bundled id or a file")
    command.add_argument(
        "--as", dest="form", choices=("mermaid", "dot", "graphml", "json", "svg"), default="mermaid", help="the format"
    )


def _add_answers(commands: Commands) -> None:
    command = _command(commands, "check", "how each standard stands for one person on a day, and why", _check)
    _add_subject(command)
    command.add_argument("--since", type=_day, metavar="DATE", help="instead of a day: the first day of a period")
    command.add_argument("--until", type=_day, metavar="DATE", help="the last day of the period, included")
    command.set_defaults(refuse=command.error)
    command.add_argument(
        "--strict", action="store_true", help="exit 1 if a must standard is overdue or breached, or the record is odd"
    )
    _add_format(command)
    command = _command(commands, "pathway", "what one person needs next, in which order, and why", _pathway)
    _add_subject(command)
    command.add_argument(
        "--goal",
        action="append",
        metavar="ID",
        help="a level, course, outcome, evidence, standard or group (group-4=2012-05-01: joined on that day); "
        "may be repeated; without it, all standards that bind",
    )
    command.add_argument(
        "--by",
        default="courses,minutes,days",
        metavar="ORDER",
        help="what to keep low, most important first; mode=NAME and provider=NAME keep low how many courses are not so",
    )
    command.add_argument(
        "--sessions", metavar="FILE", help="a CSV file of sessions: course,date,place,mode,free_places"
    )
    command.add_argument(
        "--until", type=_day, metavar="DATE", help="keep all standards up to this day, instead of reaching goals"
    )
    command.add_argument("--alternatives", type=_amount, default=0, metavar="N", help="the N next best plans too")
    command.add_argument("--strict", action="store_true", help="exit 1 if there is no plan, or the record is odd")
    _add_format(command)
    command.add_argument(
        "--as",
        dest="form",
        choices=("text", "timeline", "mermaid", "dot", "svg"),
        default="text",
        help="in words, or as a picture of the best plan",
    )
    command.set_defaults(refuse=command.error)
    command = _command(commands, "test", "worked examples: whether the standards stand as they are expected to", _test)
    command.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder or a bundled id; all bundled ones")
    _add_format(command)
    _add_transfer(commands)
    _add_crosswalk(commands)
    _add_map(commands)
    _add_translations(commands)


def _add_translations(commands: Commands) -> None:
    command = _command(commands, "export", "a framework, or a record under it, in a format of others", _export)
    command.add_argument("framework", metavar="REF", help="a bundled id or a file")
    command.add_argument("--to", required=True, metavar="FORMAT", help="such as case, moodle or xlsx; see docs/formats")
    command.add_argument("--record", metavar="RECORD", help="what is exported is this record under the framework")
    command.add_argument("--on", type=_day, metavar="DATE", help="the day of the export, where the format tells one")
    _add_output(command)
    command = _command(commands, "import", "a framework, or records, from a file of another format, as YAML", _import)
    command.add_argument("file", metavar="FILE", help="the file to read; nothing beside it is read")
    command.add_argument("--from", dest="form", required=True, metavar="FORMAT", help="such as case, moodle or xlsx")
    command.add_argument("--framework", metavar="REF", help="read records under this framework, not a framework")
    command.add_argument("--id", metavar="ID", help="the id of the framework that is made; else made of its name")
    _add_output(command)


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output", metavar="FILE", help="write this file, whole or not at all, instead of printing")
    command.add_argument(
        "--option", action="append", metavar="KEY=VALUE", help="an option of the format; may be repeated"
    )
    command.set_defaults(refuse=command.error)


def _add_map(commands: Commands) -> None:
    command = _command(commands, "map", "how the items of two frameworks correspond, how surely, and why", _map)
    command.add_argument("subject", metavar="A", help="a bundled id or a file")
    command.add_argument("object", metavar="B", help="a bundled id or a file")
    command.add_argument("--all", action="store_true", help="also the likeliest pairs that do not correspond")
    command.add_argument("--why", nargs=2, metavar="ID", help="all reasons for one pair: an item of A and one of B")
    command.add_argument(
        "--curated",
        action="append",
        metavar="FILE",
        help="decisions that win over what is computed: a mapping document, an SSSOM file, or the word bundled; "
        "may be repeated",
    )
    command.add_argument(
        "--review", metavar="FILE", help="write the pairs to decide on to a mapping document, what matters most first"
    )
    command.add_argument(
        "--evaluate", metavar="GOLD", help="how good this is, by a TSV or CSV file of pairs: left, relation and right"
    )
    command.add_argument("--report", action="store_true", help="what the confidences are worth, and what that rests on")
    command.add_argument(
        "--facets", metavar="FILE", help="other words of a field than those bundled; the word none: without"
    )
    command.add_argument(
        "--without",
        action="append",
        choices=("declared", "facets", "texts"),
        help="leave out a sort of evidence: alignments, audiences or texts; may be repeated",
    )
    command.add_argument(
        "--format", choices=("table", "json", "yaml", "sssom", "sssom-json"), default="table", help="how to answer"
    )
    command.set_defaults(refuse=command.error)


def _add_crosswalk(commands: Commands) -> None:
    command = _command(commands, "crosswalk", "how the items of every two of many frameworks correspond", _crosswalk)
    command.add_argument("paths", nargs="+", metavar="PATH", help="a framework file, a folder of them, or a bundled id")
    command.add_argument(
        "--pivots",
        nargs="*",
        metavar="REF",
        help="what they may be aligned with; if left out, the national ones and what they name; with no REF, nothing",
    )
    command.add_argument("--jobs", type=_amount, metavar="N", help="how many processes; one for each core if left out")
    command.add_argument("--format", choices=("table", "json", "sssom"), default="table", help="how to answer")


def _add_transfer(commands: Commands) -> None:
    command = _command(
        commands, "transfer", "what of a person's training counts at another board, and what next", _transfer
    )
    command.add_argument(
        "framework", metavar="A", help="the framework that the record is under: a bundled id or a file"
    )
    command.add_argument("other", metavar="B", help="the framework to go to")
    command.add_argument("record", metavar="RECORD", help="a record file, or the id of a bundled example")
    command.add_argument("--on", type=_day, metavar="DATE", help="the day asked about, YYYY-MM-DD; today if left out")
    command.add_argument(
        "--appointed", type=_day, metavar="DATE", help="the day of arrival at B; that of --on if left out"
    )
    command.add_argument(
        "--group", action="append", metavar="ID", help="a group of B that the person belongs to; may be repeated"
    )
    command.add_argument("--goal", action="append", metavar="ID", help="as for 'pathway', at B; may be repeated")
    command.add_argument(
        "--fact", action="append", metavar="ID=VALUE", help="what is true of them at B; may be repeated"
    )
    command.add_argument(
        "--curated",
        action="append",
        metavar="FILE|bundled|none",
        help="decisions that count: a mapping file, those bundled (if left out), or none; may be repeated",
    )
    command.add_argument(
        "--format",
        choices=("text", "json", "html"),
        default="text",
        help="how to answer; html is a page to print and sign",
    )
    command.set_defaults(refuse=command.error)


def _command(commands: Commands, name: str, summary: str, run: object) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + "."
    )
    command.set_defaults(run=run)
    return command


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), default="text", help="how to answer")


def _add_reference(command: argparse.ArgumentParser) -> None:
    command.add_argument("framework", metavar="REF", help="a bundled id or a file")
    command.add_argument("item", nargs="?", metavar="ID", help="one item of it")


def _add_subject(command: argparse.ArgumentParser) -> None:
    command.add_argument("framework", metavar="REF", help="a bundled id or a file")
    command.add_argument("record", metavar="RECORD", help="a record file, or the id of a bundled example")
    command.add_argument("--on", type=_day, metavar="DATE", help="the day asked about, YYYY-MM-DD; today if left out")


def _day(text: str) -> date:
    from competency.periods import parse_date

    try:
        return parse_date(text)
    except InvalidDate as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _amount(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 100")
    return int(text)


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


# --- documents -------------------------------------------------------------------------------------------


def _demo(_: argparse.Namespace) -> int:
    from competency import demo

    return demo.run()


def _list(options: argparse.Namespace) -> int:
    from competency.loading import bundled_files, opened

    frameworks = [opened(identifier) for identifier in bundled_files()]
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.list_data(frameworks))
    else:
        from competency.report import terminal

        terminal.listing(frameworks, terminal.console())
    return DONE


def _new(options: argparse.Namespace) -> int:
    if options.repository is not None:
        return _new_repository(options)
    if options.id is None:
        options.refuse("name the id of the framework, such as our_board")
    from competency import template

    path = template.write(options.id, Path.cwd())
    print(f"{path.name} is written; edit it, then run: competency validate {path.name}")
    return DONE


def _new_repository(options: argparse.Namespace) -> int:
    from competency import repository

    folder = Path(options.repository)
    identifier = repository.write(folder, options.id)
    print(f"{folder} is made for the framework {identifier}; {folder / 'README.md'} says what is there, and what next")
    return DONE


def _validate(options: argparse.Namespace) -> int:
    from competency import lint
    from competency.diagnostics import Severity, in_order
    from competency.lint.draft import Draft
    from competency.loading import examine
    from competency.report import findings

    examined = examine(options.paths)
    if not examined.files:
        raise NoDocuments(tuple(options.paths))
    sense = [finding for loaded in examined.frameworks for finding in lint.examined(Draft.of(loaded))]
    if examined.records:
        from competency.lint import records  # what is checked there is computed, and most runs hold no record

        sense.extend(records.examined(examined.records))
    if examined.mappings:
        from competency.lint import mappings

        sense.extend(mappings.examined(examined.mappings))
    found = _not_known(options, in_order([*examined.findings, *sense]), examined.files)
    if options.format == "json":
        _print_json(findings.as_data(len(examined.files), len(examined.skipped), found))
    elif options.format == "text":
        told = findings.as_text(found, _lines())
        if told:
            print(f"{told}\n")
        print(findings.summary(len(examined.files), len(examined.skipped), found))
    else:
        from competency.report import ci
        from competency.report.told import Told

        root = options.root or Path.cwd()
        print(ci.render(options.format, Told(examined.files, examined.skipped, found, root, options.strict)), end="")
    grave = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    return FINDINGS if any(diagnostic.severity in grave for diagnostic in found) else DONE


def _not_known(
    options: argparse.Namespace, found: tuple[Diagnostic, ...], files: Sequence[str]
) -> tuple[Diagnostic, ...]:
    """The findings that no baseline knows; what became of the others is told on stderr."""
    from competency import baseline

    left = found
    if options.baseline is not None:
        known = baseline.read(Path(options.baseline))
        left = known.new(found)
        gone = known.gone(found, files)
        mended = f"; {_told(gone, 'more is', 'more are')} mended: write it anew with --write-baseline" if gone else ""
        number = _told(len(found) - len(left), "finding is", "findings are")
        print(f"competency: {number} known in {options.baseline}{mended}", file=sys.stderr)
    if options.write_baseline is not None:
        from competency.interop.output import write

        file = Path(options.write_baseline)
        write(str(baseline.Baseline.of(found, file.parent)), file)
        number = _told(len(found), "finding is", "findings are")
        print(f"competency: {number} written to {file}, to be known from now on", file=sys.stderr)
        return ()
    return left


def _told(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}"


def _lines() -> Callable[[Span], str]:
    """What gives the line on which a span begins, as it stands in its file, which is read once."""
    from competency.document import lines_of

    read: dict[str, tuple[str, ...]] = {}

    def line(span: Span) -> str:
        if span.cell is not None:
            return ""  # a workbook has no lines of text
        if span.file not in read:
            read[span.file] = lines_of(span.file)
        return read[span.file][span.line - 1] if span.line <= len(read[span.file]) else ""

    return line


def _rules(options: argparse.Namespace) -> int:
    from competency import catalogue

    rules = catalogue.rules()
    if options.code:
        found = catalogue.find(options.code)
        if found is None:
            raise UnknownRule(options.code, catalogue.nearest(options.code))
        rules = (found,)
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.rules_data(rules))
    elif options.code:
        for rule in rules:
            print(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.page.strip()}")
    else:
        for rule in rules:
            print(f"{rule.code} {rule.severity:<8}{rule.name}: {rule.summary}")
    return DONE


def _show(options: argparse.Namespace) -> int:
    from competency import notation
    from competency.loading import load

    framework = load(options.framework)
    data = (
        notation.framework_data(framework) if options.item is None else notation.shown(_item(framework, options.item))
    )
    if options.format == "json":
        _print_json(data)
    else:
        from competency.document import written

        print(written(data), end="")
    return DONE


def _item(framework: Framework, identifier: str) -> AnyItem:
    from competency import ids

    item = framework.items.get(identifier.removeprefix(f"{framework.id}:"))
    if item is None:
        raise UnknownItem(identifier, framework.id, ("item",), ids.nearest(identifier, framework.items))
    return item


def _explain(options: argparse.Namespace) -> int:
    from competency.loading import load
    from competency.sentences import sentences

    framework = load(options.framework)
    said = sentences(framework, None if options.item is None else (_item(framework, options.item),))
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.explain_data(said))
        return DONE
    from competency.report import terminal

    if not said:
        print("No rule is written in this item; 'competency show' prints it.")
    terminal.explained(said, terminal.console())
    return DONE


def _graph(options: argparse.Namespace) -> int:
    from importlib import import_module

    from competency.loading import load
    from competency.typed_graph import graph

    outputs = {"json": "node_link"}
    renderer = import_module(f"competency.report.{outputs.get(options.form, options.form)}")
    print(str(renderer.render(graph(load(options.framework)))).rstrip("\n"))
    return DONE


# --- answers ---------------------------------------------------------------------------------------------


def _record(options: argparse.Namespace, framework: Framework) -> tuple[Record, bool]:
    """The record asked about, and whether rules of sense warn of something in it; that is told on stderr."""
    from competency.diagnostics import Severity
    from competency.lint import records
    from competency.loading import opened_record
    from competency.report import findings

    loaded = opened_record(options.record, framework)
    if loaded.record.framework != framework.id:
        place = str(loaded.document.span(("framework",)))
        raise RecordOfAnotherFramework(loaded.record.id, loaded.record.framework, framework.id, place)
    warned = [finding for finding in records.examined([loaded]) if finding.severity is Severity.WARNING]
    if warned:
        print(findings.as_text(warned, _lines()), end="\n\n", file=sys.stderr)
    return loaded.record, bool(warned)


def _check(options: argparse.Namespace) -> int:
    from competency.loading import load
    from competency.model import Strength
    from competency.standing import Status
    from competency.verdicts import check, timeline

    if (options.since is None) != (options.until is None):
        options.refuse("--since and --until go together: the first and the last day of a period")
    if options.since is not None and options.on is not None:
        options.refuse("--on asks about a day, --since and --until about a period; leave one of them out")
    framework = load(options.framework)
    record, warned = _record(options, framework)
    if options.since is not None:
        on = options.until
        found = timeline(framework, record, since=options.since, until=on)
    else:
        on = options.on or date.today()  # noqa: DTZ011 - the day where the person is
        found = check(framework, record, on=on)
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.check_data(framework, record, on, found))
    else:
        from competency.report import terminal

        if options.since is not None:
            terminal.timeline(framework, record, options.since, on, found, terminal.console())
        else:
            terminal.verdicts(framework, record, on, found, terminal.console())
    failing = any(
        verdict.strength is Strength.MUST and verdict.status in (Status.OVERDUE, Status.BREACHED) for verdict in found
    )
    return FINDINGS if options.strict and (failing or warned) else DONE


def _pathway(options: argparse.Namespace) -> int:
    from competency.answers import pathway
    from competency.loading import load
    from competency.sessions import load_sessions

    if options.form != "text" and options.format == "json":
        options.refuse("--as draws a picture, --format json gives data; leave one of them out")
    framework = load(options.framework)
    record, warned = _record(options, framework)
    found = pathway(
        framework,
        record,
        goal=options.goal,
        on=options.on or date.today(),  # noqa: DTZ011 - the day where the person is
        by=options.by.split(","),
        alternatives=options.alternatives,
        sessions=None if options.sessions is None else load_sessions(options.sessions, framework),
        until=options.until,
    )
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.pathway_data(found))
    elif options.form == "timeline":
        from competency.report import plan_timeline, terminal

        out = terminal.console()
        terminal.staged(plan_timeline.drawn(framework, record, found, width=out.width), out)
    elif options.form != "text":
        from importlib import import_module

        renderer = import_module(f"competency.report.plan_{options.form}")
        print(str(renderer.render(framework, record, found)).rstrip("\n"))
    else:
        from competency.report import terminal

        terminal.pathway(framework, record, found, terminal.console())
    return FINDINGS if options.strict and (warned or not found.feasible) else DONE


def _transfer(options: argparse.Namespace) -> int:
    from competency.equivalence import curation
    from competency.loading import load
    from competency.transfers import transfer

    facts = [text.partition("=") for text in options.fact or ()]
    if not all(name and value for name, _, value in facts):
        options.refuse("--fact wants ID=VALUE, for instance --fact appointed=2012-05-01")
    named = options.curated or [curation.BUNDLED]
    if "none" in named and len(named) > 1:
        options.refuse("--curated none stands alone")
    framework, other = load(options.framework), load(options.other)
    record, _ = _record(options, framework)
    found = transfer(
        framework,
        other,
        record,
        on=options.on or date.today(),  # noqa: DTZ011 - the day where the person is
        goal=options.goal,
        groups=options.group,
        appointed=options.appointed,
        facts={name: value for name, _, value in facts},
        curated=() if named == ["none"] else _decisions(named, (framework, other)),
    )
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.transfer_data(found))
        return DONE
    from competency.report import passport, passport_html

    page = passport.passport(framework, other, record, found)
    print(passport_html.render(page) if options.format == "html" else passport.as_text(page), end="")
    return DONE


def _test(options: argparse.Namespace) -> int:
    from competency import scenarios

    results = tuple(scenarios.run(scenarios.load(options.paths)))
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.test_data(results))
    else:
        from competency.report import terminal

        terminal.scenarios(results, terminal.console())
    return DONE if all(result.passed for result in results) else FINDINGS


def _map(options: argparse.Namespace) -> int:
    from competency.loading import load

    subject, object_ = load(options.subject), load(options.object)
    if subject.id == object_.id:
        raise SameFramework(subject.id)
    asked = {
        "--why": options.why,
        "--report": options.report,
        "--evaluate": options.evaluate is not None,
        "--review": options.review is not None,
    }
    given = [name for name, value in asked.items() if value]
    if len(given) > 1:
        options.refuse(f"{' and '.join(given)} each ask something else; leave all but one of them out")
    if options.format not in ("table", "json") and given and not options.why:
        options.refuse(f"--format {options.format} writes correspondences; leave out {given[0]}")
    if options.review is not None and _is_table(options.review):
        options.refuse("--review writes YAML; name a file that ends in .yaml")
    pair = _asked(options, (subject, object_)) if options.why else None
    if options.report:
        return _reliability(options, subject, object_)
    found, curated = _mapped(options, subject, object_)
    for warning in found.warnings:
        print(f"competency: {warning}", file=sys.stderr)
    if options.evaluate is not None:
        return _evaluate(options, subject, object_, found)
    if options.review is not None:
        return _review(options, subject, object_, found)
    return _show_mapping(options, found, (subject, object_), curated, pair)


def _asked(options: argparse.Namespace, ends: tuple[Framework, Framework]) -> tuple[str, str]:
    """The qualified ids that --why names, an item of either side."""
    from competency import ids
    from competency.equivalence.atlas import KINDS
    from competency.model import kind_of

    known = [{item.id for item in side if kind_of(item) in KINDS} for side in ends]

    def has(at: int, name: str) -> bool:
        framework, item = ids.parts(name)
        return framework in (None, ends[at].id) and item in known[at]

    first, second = options.why
    if has(0, second) and has(1, first) and not has(0, first):
        options.refuse(f"--why names an item of {ends[0].id} first, then one of {ends[1].id}")
    for at, name in enumerate((first, second)):
        if not has(at, name):
            kinds = tuple(kind.value for kind in KINDS)
            raise UnknownItem(name, ends[at].id, kinds, ids.nearest(ids.parts(name)[1], known[at]))
    return ids.qualified(ends[0].id, first), ids.qualified(ends[1].id, second)


def _mapped(
    options: argparse.Namespace, subject: Framework, object_: Framework
) -> tuple[Correspondences, tuple[Mapping, ...]]:
    """What is found between two frameworks, and the decisions that were heeded."""
    from competency.equivalence import map_frameworks, references
    from competency.equivalence.mapping import mapper_with

    pivots = references(subject, object_)
    curated = _decisions(options.curated or (), (subject, object_, *pivots))
    found = map_frameworks(
        subject,
        object_,
        pivots=pivots,
        curated=curated,
        mapper=mapper_with(options.facets),
        without=options.without or (),
    )
    return found, curated


def _decisions(named: Sequence[str], frameworks: tuple[Framework, ...]) -> tuple[Mapping, ...]:
    """What --curated names: mapping documents and, after them, the tables of SSSOM."""
    from competency.equivalence import curation

    decided = [*curation.read([name for name in named if not _is_table(name)], frameworks)]
    for name in named:
        if _is_table(name):
            from competency.interop import sssom

            mapping, losses = sssom.read(name, frameworks=frameworks)
            _tell_losses(losses)
            decided.append(mapping)
    return tuple(decided)


def _is_table(name: str) -> bool:
    return name.endswith((".tsv", ".csv", ".json"))


def _tell_losses(losses: Losses) -> None:
    for loss in losses.losses:
        print(loss, file=sys.stderr)


def _review(options: argparse.Namespace, subject: Framework, object_: Framework, found: Correspondences) -> int:
    from competency.equivalence import review

    done = review.write(found, subject, object_, options.review)
    if options.format == "json":
        _print_json({"file": done.file, "waiting": done.waiting, "kept": done.kept})
        return DONE
    print(f"{done.waiting} to decide and {done.kept} decided before are in {done.file}; then: --curated {done.file}")
    return DONE


def _show_mapping(
    options: argparse.Namespace,
    found: Correspondences,
    ends: tuple[Framework, Framework],
    curated: tuple[Mapping, ...],
    pair: tuple[str, str] | None,
) -> int:
    from attrs import evolve

    from competency.equivalence import why
    from competency.model import Relation

    rows = [row for row in found.correspondences if options.all or row.relation is not Relation.NONE or _stated(row)]
    if pair is not None:
        rows = [why(found, *pair)]
    shown = evolve(found, correspondences=tuple(rows))
    if options.format == "json":
        from competency.report import structured

        _print_json(structured.map_data(shown))
    elif options.format == "yaml":
        from competency import notation
        from competency.document import written
        from competency.equivalence import curation

        print(written(notation.mapping_data(curation.proposed(shown, *ends, curated=curated))), end="")
    elif options.format in ("sssom", "sssom-json"):
        from competency.interop import sssom

        dump = sssom.dump if options.format == "sssom" else sssom.dump_json
        text, losses = dump(shown, *ends, unmatched=options.all)
        print(text, end="" if text.endswith("\n") else "\n")
        _tell_losses(losses)
    else:
        from competency.report import terminal

        terminal.mapping(shown, terminal.console(), whole=bool(options.why))
    return DONE


def _crosswalk(options: argparse.Namespace) -> int:
    from competency.diagnostics import Severity
    from competency.equivalence import mapping
    from competency.loading import examine, load
    from competency.report import crosswalk

    examined = examine(options.paths)
    errors = tuple(finding for finding in examined.findings if finding.severity is Severity.ERROR)
    if errors:
        raise DocumentFaults(errors)
    files: dict[str, list[str]] = {}
    for loaded in examined.frameworks:
        files.setdefault(loaded.framework.id, []).append(loaded.document.file)
    for name, several in files.items():
        if len(several) > 1:
            raise FrameworkTwice(name, tuple(several))
    frameworks = {loaded.framework.id: loaded.framework for loaded in examined.frameworks}
    if len(frameworks) < 2:
        raise TooFewFrameworks(tuple(options.paths), len(frameworks))
    if options.pivots is None:
        pivots = mapping.references_of(tuple(frameworks.values()))
    else:
        pivots = tuple(frameworks.get(pivot.id, pivot) for pivot in map(load, options.pivots))
    form = crosswalk.LINES
    if options.format == "json":
        form = crosswalk.as_json(sorted(frameworks))
    elif options.format == "sssom":
        from functools import partial

        from attrs import evolve

        from competency.interop import sssom

        form = evolve(
            form,
            head=sssom.head_of_every(frameworks.values()),
            piece=partial(sssom.lines_of, frameworks=frameworks),
        )
    with crosswalk.progress() as progress:
        reasons = form is not crosswalk.LINES  # a line has no room for them
        work = crosswalk.Work(tuple(frameworks.values()), pivots, form.piece, reasons)
        pieces = crosswalk.pieces(work, jobs=options.jobs or os.cpu_count() or 1, told=progress)
        return DONE if crosswalk.write(pieces, form, sys.stdout) else INTERRUPTED


def _evaluate(options: argparse.Namespace, subject: Framework, object_: Framework, found: Correspondences) -> int:
    from competency.equivalence.gold import load_gold
    from competency.equivalence.scoring import scored
    from competency.report import findings, scores

    gold, odd = load_gold(options.evaluate, subject, object_)
    if odd:
        print(findings.as_text(odd, _lines()), end="\n\n", file=sys.stderr)
    figures = scored(found, gold)
    if options.format == "json":
        _print_json(scores.as_data(figures, options.evaluate))
    else:
        print(scores.as_text(figures, options.evaluate))
    return DONE


def _reliability(options: argparse.Namespace, subject: Framework, object_: Framework) -> int:
    from competency.equivalence.calibration import Calibration
    from competency.report import scores

    calibration = Calibration.load()
    if options.format == "json":
        _print_json(scores.reliability_data(calibration, subject, object_))
    else:
        print(scores.reliability_text(calibration, subject, object_))
    return DONE


def _stated(row: Correspondence) -> bool:
    """Whether one of the two documents itself, or a decision, says how the pair relates."""
    return row.decision is not None or any(reason.rule in (row.subject, row.object) for reason in row.because[:1])


# --- formats of others -----------------------------------------------------------------------------------


def _export(options: argparse.Namespace) -> int:
    from competency import interop
    from competency.loading import load

    form = interop.exporter(options.to)
    needed = "dump" if options.record is None else "dump_record"
    if needed not in form.functions:
        options.refuse(f"{form.name} has no {'records; leave --record out' if options.record else 'frameworks'}")
    if form.binary and options.output is None:
        options.refuse(f"{form.name} is no text; name a file with --output")
    framework, given = load(options.framework), _options_given(options)
    if options.record is None:
        content, losses = form.dump(framework, on=options.on, options=given)
    else:
        record, _ = _record(options, framework)
        content, losses = form.dump_record(framework, record, on=options.on, options=given)
    _give(content, options.output)
    _tell_translation(losses)
    return DONE


def _import(options: argparse.Namespace) -> int:
    from competency import interop
    from competency.interop import gate, output

    form = interop.importer(options.form)
    if options.framework is not None or "read" not in form.functions:
        return _import_records(options, form)
    value, losses = form.read(options.file, framework_id=options.id, options=_options_given(options))
    gate.framework(value, losses, file=options.file)
    folder = Path.cwd() if options.output is None else Path(options.output).parent
    _give(output.yaml_text(value, kind="framework", folder=folder), options.output)
    _tell_translation(losses)
    return DONE


def _import_records(options: argparse.Namespace, form: Format) -> int:
    from competency.interop import gate, output
    from competency.loading import load

    if "read_records" not in form.functions:
        options.refuse(f"--framework: {form.name} has no records; leave it out to read a framework")
    if options.framework is None:
        options.refuse(f"{form.name} is a format of records; name their framework with --framework")
    if options.id is not None:
        options.refuse("--id names a framework that is made; records keep their own ids")
    framework = load(options.framework)
    values, losses = form.read_records(options.file, framework, options=_options_given(options))
    gate.records(values, losses, framework=framework, file=options.file)
    into = None if options.output is None else Path(options.output)
    many = into is not None and (len(values) != 1 or into.is_dir())
    folder = Path.cwd() if into is None else into if many else into.parent
    texts = {str(value["id"]): output.yaml_text(value, kind="record", folder=folder) for value in values}
    if into is not None and many:
        output.write_all({f"{name}.yaml": text for name, text in texts.items()}, into)
    elif len(texts) > 1:
        options.refuse(f"{options.file} holds {len(texts)} records; name a folder for them with --output")
    else:
        _give("".join(texts.values()), options.output)
    _tell_translation(losses)
    return DONE


def _options_given(options: argparse.Namespace) -> dict[str, str]:
    pairs = [text.partition("=") for text in options.option or ()]
    for name, sign, _ in pairs:
        if not sign:
            options.refuse(f"--option {name}: write KEY=VALUE")
    return {name.replace("-", "_"): value for name, _, value in pairs}


def _give(content: str | bytes, output: str | None) -> None:
    """Prints what was made, or writes it into a file."""
    if output is not None:
        from competency.interop.output import write

        write(content, Path(output))
    else:
        assert isinstance(content, str)  # what is no text is written into a file
        print(content, end="")


def _tell_translation(losses: Losses) -> None:
    _tell_losses(losses)
    print(f"competency: {losses}", file=sys.stderr)
