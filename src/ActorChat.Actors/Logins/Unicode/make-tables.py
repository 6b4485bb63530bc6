#!/usr/bin/env python3
"""Makes the tables of this folder from the Unicode Consortium's data, as the sources of ICU carry them.

    make-tables.py FOLDER       FOLDER holds ppucd.txt and confusables.txt: source/data/unidata of ICU 76.1 (Unicode 16.0),
                                for instance from Debian's source package icu 76.1

login-characters.txt    what a new login may be made of: range;scripts;bidirectional class
default-ignorable.txt   what is not drawn: range
confusables.txt         UTS 39's prototypes: character;prototype

A newer Unicode brings new tables by running this again; LoginSkeleton.Version must then be another one, so that the
skeletons of those who are registered are computed anew at the next start.
"""
import pathlib
import sys

SOURCE = "Unicode 16.0, (c) 1991-2024 Unicode, Inc.; made by make-tables.py from ICU 76.1; licence: Unicode-3.0, in LICENSE.txt"

# Letters and digits, and the marks that many scripts write vowels with (RFC 8264, 9.1), without title case (9.18).
CATEGORIES = {"Lu", "Ll", "Lm", "Lo", "Nd", "Mn", "Mc"}

# UTS 39 recommends these, or leaves them out only because few people use their whole script.
TYPES = {"Recommended", "Inclusion", "Exclusion", "Limited_Use"}

# RFC 8264, 9.6: letters and marks that stretch or repeat what stands before them.
EXCEPTIONS = {0x0640, 0x07FA, 0x302E, 0x302F, *range(0x3031, 0x3036), 0x303B}

# Marks that draw nothing by themselves though they are not default-ignorable: Khitan filler, Duployan selector,
# Egyptian mirror and damage signs.
INVISIBLE = {0x16FE4, 0x1BC9D, 0x13440, *range(0x13447, 0x13456)}


def properties(folder):
    """The properties of every code point, from ICU's preparsed file: defaults, then its block's, then its own."""
    blocks, own = [], {}
    defaults = {}
    for line in (folder / "ppucd.txt").read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(";")
        if kind not in ("defaults", "block", "cp", "unassigned"):
            continue
        where, *fields = rest.split(";")
        first, _, last = where.partition("..")
        span = range(int(first, 16), int(last or first, 16) + 1)
        values = dict(field.partition("=")[::2] if "=" in field else (field.lstrip("-"), not field.startswith("-")) for field in fields)
        if kind == "defaults":
            defaults = values
        elif kind == "block":
            blocks.append((span, values))
        else:
            for code in span:
                own[code] = (kind, values)
    table = {}
    for span, block in blocks:
        for code in span:
            kind, values = own.get(code, ("cp", {}))
            # An unassigned one takes over from its block only what is of the block itself.
            table[code] = {**defaults, **values} if kind == "unassigned" else {**defaults, **block, **values}
    for code, (kind, values) in own.items():
        table.setdefault(code, {**defaults, **values})
    return table


def is_for_logins(code, of):
    return (of["gc"] in CATEGORIES
            and not of.get("DI") and not of.get("Dep")
            and of["hst"] not in ("L", "V", "T")
            and (of["ID_Status"] == "Allowed" or set(of["ID_Type"].split()) <= TYPES)
            and code not in EXCEPTIONS and code not in INVISIBLE)


def scripts(of):
    return of["sc"] if of["scx"] == "<script>" else of["scx"]


def ranges(entries):
    """Code points in order, each with what is said of it: those that say the same side by side become one line."""
    lines, start, end, said = [], None, None, None
    for code, text in entries:
        if code - 1 != end or text != said:
            if start is not None:
                lines.append((start, end, said))
            start, said = code, text
        end = code
    lines.append((start, end, said))
    return [f"{a:04X}{'' if a == b else f'..{b:04X}'}{text}" for a, b, text in lines]


def write(name, lines):
    pathlib.Path(__file__).with_name(name).write_text("\n".join([f"# {SOURCE}", *lines]) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines)} lines")


def main():
    folder = pathlib.Path(sys.argv[1])
    table = properties(folder)
    codes = sorted(table)
    write("login-characters.txt", ranges((c, f";{scripts(table[c])};{table[c]['bc']}") for c in codes if is_for_logins(c, table[c])))
    write("default-ignorable.txt", ranges((c, "") for c in codes if table[c].get("DI")))
    pairs = []
    for line in (folder / "confusables.txt").read_text(encoding="utf-8-sig").splitlines():
        fields = line.split("#")[0].split(";")
        if len(fields) >= 3:
            pairs.append((int(fields[0], 16), fields[1].split()))
    write("confusables.txt", [f"{code:04X};{' '.join(target)}" for code, target in sorted(pairs)])


if __name__ == "__main__":
    main()
