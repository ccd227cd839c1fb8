"""The walk ends, visits each manifest once, and names what is wrong with the shape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.stores import ingredient, manifest, store

from provenance.limits import Limits
from provenance.verification.chain import walk

LIMITS = Limits()


def states(chain, label):
    return {edge.manifest: edge.state for edge in chain.edges[label]}


def test_the_active_manifest_comes_first_and_depth_is_the_shortest_way():
    found = store(
        manifest("a", ingredient("b"), ingredient("c")),
        manifest("c"),
        manifest("b", ingredient("c")),
    )
    chain = walk(found, LIMITS)

    assert chain.labels == ("a", "b", "c")
    assert chain.depths == {"a": 0, "b": 1, "c": 1}


def test_a_diamond_is_no_cycle():
    found = store(
        manifest("a", ingredient("b"), ingredient("c")),
        manifest("b", ingredient("d")),
        manifest("c", ingredient("d")),
        manifest("d"),
    )

    assert walk(found, LIMITS).cycles == ()


def test_a_cycle_and_a_missing_manifest_are_named():
    found = store(
        manifest("a", ingredient("b"), ingredient()),
        manifest("b", ingredient("a"), ingredient("x")),
    )
    chain = walk(found, LIMITS)

    assert chain.cycles == (("b", "a"),)
    assert chain.missing == (("b", "x"),)
    assert states(chain, "a") == {"b": "credentialed", "": "none"}
    assert states(chain, "b") == {"a": "cycle", "x": "missing"}


def test_a_manifest_that_leads_to_itself_is_a_cycle():
    assert walk(store(manifest("a", ingredient("a"))), LIMITS).cycles == (("a", "a"),)


def test_what_nothing_refers_to_and_what_bears_one_name_twice_is_noted():
    chain = walk(store(manifest("a"), manifest("b"), manifest("b")), LIMITS)

    assert chain.unreferenced == ("b",)
    assert chain.repeated == ("b",)


def test_the_record_of_an_ingredient_that_was_removed_is_noted():
    removed = "self#jumbf=/c2pa/b/c2pa.assertions/c2pa.ingredient.v3"
    other = "self#jumbf=/c2pa/b/c2pa.assertions/c2pa.metadata"
    found = store(manifest("a", ingredient("b"), redactions=(removed, other)), manifest("b"))

    assert walk(found, LIMITS).redacted == (removed,)


def line(length):
    return store(*(manifest(str(n), ingredient(str(n + 1))) for n in range(length)))


def test_the_walk_stops_at_its_limits_and_says_so():
    assert walk(line(50), Limits(depth=10)).exceeded == "depth"
    assert walk(line(50), Limits(manifests=10)).exceeded == "manifests"
    assert len(walk(line(50), Limits(manifests=10)).labels) == 10
    assert walk(line(11), Limits(depth=10, manifests=11)).exceeded == ""


def test_a_long_line_needs_no_recursion():
    assert len(walk(line(3_000), Limits(depth=5_000, manifests=5_000)).labels) == 3_000


@given(st.lists(st.lists(st.integers(0, 12), max_size=6), min_size=1, max_size=10))
def test_any_graph_is_walked_to_its_end_and_each_manifest_once(graph):
    found = store(
        *(
            manifest(str(label), *(ingredient(str(target)) for target in targets))
            for label, targets in enumerate(graph)
        )
    )
    chain = walk(found, LIMITS)

    assert len(set(chain.labels)) == len(chain.labels)
    assert set(chain.labels) | set(chain.unreferenced) == {each.label for each in found.manifests}
    assert set(chain.edges) == set(chain.labels)
    for label, edges in chain.edges.items():
        for edge in edges:
            assert (edge.state == "missing") == (int(edge.manifest) >= len(graph))
            if edge.state == "credentialed":
                assert chain.depths[edge.manifest] <= chain.depths[label] + 1
