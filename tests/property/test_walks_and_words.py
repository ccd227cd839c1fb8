"""Every walk ends within its limits, and no text of a file reaches a screen unchanged."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support import reports
from support.patience import about
from support.stores import ingredient, manifest, store

from provenance.limits import Limits
from provenance.model.report import Severity
from provenance.report import crjson, explain, text
from provenance.report import json as json_report
from provenance.verification.assembly import Examination
from provenance.verification.chain import walk
from provenance.verification.quoting import quoted, shorten

HARMFUL = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}

graphs = st.lists(
    st.tuples(st.integers(0, 6), st.lists(st.integers(0, 8), max_size=5)), min_size=1, max_size=9
)
"""Labels, some of them twice, and what each refers to: itself, each other, and nothing."""


@about(200)
@given(graphs, st.integers(0, 4), st.integers(1, 6))
def test_any_walk_ends_within_its_limits_and_visits_once(graph, depth, most):
    found = store(
        *(
            manifest(str(label), *(ingredient(str(target)) for target in targets))
            for label, targets in graph
        )
    )
    chain = walk(found, Limits(depth=depth, manifests=most))

    assert len(set(chain.labels)) == len(chain.labels) <= most
    assert chain.labels[0] == found.active.label
    assert max(chain.depths.values()) <= depth
    assert list(chain.depths.values()) == sorted(chain.depths.values())
    whole = walk(found, Limits())
    assert set(chain.labels) == set(whole.labels) or chain.exceeded


def harmful(shown):
    return {each for each in shown if each != "\n" and unicodedata.category(each) in HARMFUL}


anything = st.text(alphabet=st.characters(), max_size=30)


@about(60)
@given(reports.reports(anything), st.booleans())
def test_no_screen_shows_a_control_character(report, verbose):
    assert not harmful(text.render(report, verbose=verbose))
    assert not harmful(explain.render_report(report))


@about(60)
@given(reports.reports(anything))
def test_no_document_holds_one(report):
    written = json_report.render(report) + crjson.render(Examination(report=report, statuses={}))

    assert not harmful(written.decode())


@about(100)
@given(anything)
def test_no_text_of_a_file_passes_for_a_line_or_a_quotation_of_ours(said):
    assert quoted(said).count('"') == 2
    assert len(quoted(said).splitlines()) == 1
    assert " " not in shorten(said) or shorten(said).startswith('"')


@about(40)
@given(anything, st.sampled_from(list(Severity)))
def test_no_finding_breaks_out_of_its_place(said, severity):
    report = reports.absent()
    finding = replace(reports.trusted().findings[0], message=said, severity=severity, code=said)
    shown = text.render(replace(report, findings=(finding,), file=said, headline=said))

    assert not harmful(shown)
