"""Plants a few slips in the appendices, to make the workbook that a first visitor opens.

    python3 assets/make-sample.py tests/fixtures/appendices-numbers.xlsx assets/sample.xlsx

Only the text of the named <v> elements is changed: the rest stays the file that an office made.
"""

import re
import sys
import zipfile

# Part, cell, what stands there, what a hurried typist wrote instead.
SLIPS = [
    ("PB03", "E14", "217.476", "217.746"),  # two digits swapped
    ("PB03", "F13", "15.38", "15.83"),  # two digits swapped
]


def part_of(package, sheet):
    """The part that holds a sheet, found through the workbook's relationships."""
    book = package.read("xl/workbook.xml").decode()
    rels = package.read("xl/_rels/workbook.xml.rels").decode()
    key = re.search(rf'<sheet\b[^>]*name="{sheet}"[^>]*r:id="([^"]+)"', book).group(1)
    rel = next(r for r in re.findall(r"<Relationship\b[^>]*>", rels) if f'Id="{key}"' in r)
    return "xl/" + re.search(r'Target="/?(?:xl/)?([^"]+)"', rel).group(1)


def main(source, target):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        changed = {}
        for sheet, cell, before, after in SLIPS:
            part = part_of(old, sheet)
            xml = changed.get(part) or old.read(part).decode()
            pattern = rf'(<c r="{cell}"[^>]*>\s*<v>){re.escape(before)}(</v>)'
            xml, count = re.subn(pattern, rf"\g<1>{after}\g<2>", xml)
            if count != 1:
                raise SystemExit(f"{sheet}!{cell} does not hold {before}")
            changed[part] = xml
        for info in old.infolist():
            data = changed[info.filename].encode() if info.filename in changed else old.read(info)
            new.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)


main(*sys.argv[1:])
