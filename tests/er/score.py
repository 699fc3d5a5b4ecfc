#!/usr/bin/env python3
"""Scores an identity resolution against the truth, or compares two resolutions.

  score.py TRUTH RESULT [--min-precision X] [--min-recall X] [--max-over-merged X] [--exclusive VALUES]
           [--reviews PAIRS] [--max-reviews X] [--min-review-truth X] [--json]
  score.py --same A B

TRUTH is CSV with the columns record_id,entity_id. RESULT, A and B are what `cxhub export DIR members` writes
(source,key,profile_id) or record_id,profile_id; plain or gzip. --exclusive is CSV with the columns record_id,value: no
profile may hold two values. --reviews is CSV with the columns one,other: the pairs of records that wait for a person. --same tells whether both put the same records together, whatever the profiles' names.

A record of the truth that the result lacks counts as a profile of its own. Records that the truth does not know are left out.

  pairwise   over all pairs of records: precision = right pairs / pairs made, recall = right pairs / true pairs
  B-cubed    mean over records of the share of their profile that is theirs (precision) and of
             their entity that is with them (recall); Bagga and Baldwin 1998
  over-merged  profiles that hold records of more than one entity / profiles
  reviews    pairs that wait for each 1,000 records, and which share of them is of one entity

Exit status: 0 all is well, 1 a bound was missed or the partitions differ, 2 the input cannot be used.
"""
import argparse
import collections
import csv
import gzip
import io
import json
import sys


class BadInput(Exception):
    """A sentence about a file that cannot be used."""


def rows_of(path):
    """Yields the rows of a CSV file, gzip or not, as dictionaries."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        text = data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not reader.fieldnames:
        raise BadInput(f"{path}: no header line")
    for row in reader:
        if None in row or None in row.values():
            raise BadInput(f"{path}:{reader.line_num}: a row of another length than the header")
        yield row


def column_map(path, keys, value):
    """Reads {key: value}; `keys` are the names the key column may have, the first that is there counts."""
    found = {}
    for row in rows_of(path):
        key = next((name for name in keys if name in row), None)
        if key is None or value not in row:
            raise BadInput(f"{path}: columns {' or '.join(keys)} and {value} are needed")
        if row[key] in found:
            raise BadInput(f"{path}: record {row[key]!r} stands twice")
        found[row[key]] = row[value]
    return found


def clusters_of(assignment):
    clusters = collections.defaultdict(set)
    for record, name in assignment.items():
        clusters[name].add(record)
    return clusters


def pairs(count):
    return count * (count - 1) // 2


def ratio(part, whole):
    return part / whole if whole else 1.0


def harmonic(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(truth, result):
    """Figures of `result` {record: profile} against `truth` {record: entity}."""
    lonely = {record: ("alone", record) for record in truth if record not in result}
    placed = {record: ("profile", name) for record, name in result.items() if record in truth}
    placed.update(lonely)
    cells = collections.Counter((truth[record], placed[record]) for record in truth)
    entities = collections.Counter(truth.values())
    profiles = collections.Counter(placed.values())
    right = sum(pairs(count) for count in cells.values())
    made = sum(pairs(count) for count in profiles.values())
    true = sum(pairs(count) for count in entities.values())
    precision, recall = ratio(right, made), ratio(right, true)
    total = len(truth)
    cubed_precision = ratio(sum(count * count / profiles[cell[1]] for cell, count in cells.items()), total)
    cubed_recall = ratio(sum(count * count / entities[cell[0]] for cell, count in cells.items()), total)
    return {
        "records": total,
        "entities": len(entities),
        "profiles": len(profiles),
        "missing": len(lonely),
        "unknown": sum(1 for record in result if record not in truth),
        "pairs": {"right": right, "wrong": made - right, "missed": true - right},
        "over_merged": mixed_entities(cells) / max(1, len(profiles)),
        "pairwise": {"precision": precision, "recall": recall, "f1": harmonic(precision, recall)},
        "b_cubed": {"precision": cubed_precision, "recall": cubed_recall,
                    "f1": harmonic(cubed_precision, cubed_recall)},
    }


def mixed_entities(cells):
    """Profiles that hold records of more than one entity."""
    return sum(1 for count in collections.Counter(profile for _, profile in cells).values() if count > 1)


def score_reviews(truth, pairs_that_wait):
    """Figures of the pairs of records that wait for a person."""
    known = [(one, other) for one, other in pairs_that_wait if one in truth and other in truth]
    return {
        "per_thousand": 1000 * len(known) / max(1, len(truth)),
        "true": ratio(sum(1 for one, other in known if truth[one] == truth[other]), len(known)),
    }


def read_pairs(path):
    found = []
    for row in rows_of(path):
        if "one" not in row or "other" not in row:
            raise BadInput(f"{path}: columns one and other are needed")
        found.append((row["one"], row["other"]))
    return found


def mixed_profiles(result, values):
    """Profiles that hold two values of what one person has one of."""
    seen = collections.defaultdict(set)
    for record, value in values.items():
        if value and record in result:
            seen[result[record]].add(value)
    return sorted(name for name, found in seen.items() if len(found) > 1)


def difference(left, right):
    """What keeps two partitions from being the same: a sentence, or None."""
    if left.keys() != right.keys():
        return f"{len(left.keys() ^ right.keys())} records stand in one of the two only"
    parts = [set(map(frozenset, clusters_of(side).values())) for side in (left, right)]
    if parts[0] == parts[1]:
        return None
    return f"{len(parts[0] - parts[1])} profiles of the first and {len(parts[1] - parts[0])} of the second differ"


def print_figures(figures):
    print(f"{figures['records']} records of {figures['entities']} people in {figures['profiles']} profiles"
          f" ({figures['missing']} records missing, {figures['unknown']} unknown)")
    for name in ("pairwise", "b_cubed"):
        one = figures[name]
        print(f"{name.replace('_', '-'):9} precision {one['precision']:.5f}  recall {one['recall']:.5f}  F1 {one['f1']:.5f}")
    counted = figures["pairs"]
    print(f"pairs     {counted['right']} right, {counted['wrong']} wrong, {counted['missed']} missed")
    print(f"over-merged profiles {figures['over_merged']:.5f}")
    if "reviews" in figures:
        print(f"reviews   {figures['reviews']['per_thousand']:.1f} pairs for 1,000 records, {figures['reviews']['true']:.3f} of them true")


def failures(figures, options, mixed):
    for name, bound in {"precision": options.min_precision, "recall": options.min_recall}.items():
        if bound is not None and figures["pairwise"][name] < bound:
            yield f"{name} {figures['pairwise'][name]:.5f} is below {bound}"
    if options.max_over_merged is not None and figures["over_merged"] > options.max_over_merged:
        yield f"over-merged {figures['over_merged']:.5f} is above {options.max_over_merged}"
    reviews = figures.get("reviews")
    if reviews and options.max_reviews is not None and reviews["per_thousand"] > options.max_reviews:
        yield f"{reviews['per_thousand']:.1f} pairs to review are more than {options.max_reviews}"
    if reviews and options.min_review_truth is not None and reviews["true"] < options.min_review_truth:
        yield f"{reviews['true']:.3f} of the pairs to review are true, less than {options.min_review_truth}"
    if mixed:
        yield f"{len(mixed)} profiles hold two exclusive values"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs=2, metavar="FILE")
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--min-precision", type=float)
    parser.add_argument("--min-recall", type=float)
    parser.add_argument("--max-over-merged", type=float)
    parser.add_argument("--exclusive")
    parser.add_argument("--reviews")
    parser.add_argument("--max-reviews", type=float)
    parser.add_argument("--min-review-truth", type=float)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    keys = ("record_id", "key")
    if options.same:
        told = difference(*(column_map(path, keys, "profile_id") for path in options.files))
        print(told or "the same partition")
        return 1 if told else 0
    truth = column_map(options.files[0], keys, "entity_id")
    result = column_map(options.files[1], keys, "profile_id")
    figures = score(truth, result)
    mixed = mixed_profiles(result, column_map(options.exclusive, keys, "value")) if options.exclusive else []
    if options.reviews:
        figures["reviews"] = score_reviews(truth, read_pairs(options.reviews))
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        print_figures(figures)
    told = list(failures(figures, options, mixed))
    for line in told:
        print(line)
    return 1 if told else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BadInput as error:
        print(error, file=sys.stderr)
        sys.exit(2)
