"""Make the fonts of paper and pictures: static TrueType files from the `@fontsource` packages of npm.

Typst and vl-convert read neither woff2 nor variable fonts. Run it once per new version, with fonttools and brotli at hand:

    npm pack @fontsource/literata@5.3.0 @fontsource/atkinson-hyperlegible-next@5.3.0
    uv run --with fonttools --with brotli scripts/vendor_fonts.py *.tgz
"""

import json
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "src/dagdeel/outputs/documents/fonts"
SUBSETS = ("latin", "latin-ext")
# package → family name and the (weight, style) pairs that the house style uses
WANTED = {
    "@fontsource/literata": ("Literata", [(400, "normal"), (400, "italic"), (600, "normal")]),
    "@fontsource/atkinson-hyperlegible-next": (
        "Atkinson Hyperlegible Next",
        [(400, "normal"), (400, "italic"), (700, "normal")],
    ),
}
FILE_NAMES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
NAME_FAMILY, NAME_STYLE, NAME_FULL, NAME_POSTSCRIPT, NAME_TYPO_FAMILY, NAME_TYPO_STYLE = 1, 2, 4, 6, 16, 17


def style_name(weight: int, style: str) -> str:
    """'Regular', 'Italic', 'SemiBold' …"""
    word = FILE_NAMES[weight]
    if style == "normal":
        return word
    return "Italic" if word == "Regular" else f"{word} Italic"


def rename(font: TTFont, family: str, weight: int, style: str) -> None:
    """Give the merged file the names by which Typst finds it; the subsets carry none that can be relied on."""
    word = style_name(weight, style)
    names = font["name"]
    for number in (NAME_TYPO_FAMILY, NAME_TYPO_STYLE, 21, 22, 25):
        names.removeNames(nameID=number)
    for number, text in {
        NAME_FAMILY: family,
        NAME_STYLE: word,
        NAME_FULL: f"{family} {word}",
        NAME_POSTSCRIPT: f"{family}-{word}".replace(" ", ""),
        NAME_TYPO_FAMILY: family,
        NAME_TYPO_STYLE: word,
    }.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def merged(files: list[Path], workshop: Path) -> TTFont:
    """One font with the characters of all subsets."""
    plain = []
    for number, file in enumerate(files):
        font = TTFont(file)
        font.flavor = None
        plain.append(workshop / f"{number}.ttf")
        font.save(plain[-1])
    return Merger().merge([str(path) for path in plain])


def unpack(archive: Path, workshop: Path) -> None:
    """Write the fonts, the licence and the version of one npm package."""
    with tarfile.open(archive) as tar:
        tar.extractall(workshop, filter="data")
    package = workshop / "package"
    about = json.loads((package / "package.json").read_text())
    family, faces = WANTED[about["name"]]
    short = about["name"].split("/")[1]
    for weight, style in faces:
        font = merged([package / f"files/{short}-{subset}-{weight}-{style}.woff2" for subset in SUBSETS], workshop)
        rename(font, family, weight, style)
        target = TARGET / f"{family}-{style_name(weight, style)}.ttf".replace(" ", "")
        font.save(target)
        print(f"{target.name}: {target.stat().st_size // 1024} kB, {about['name']} {about['version']}")
    shutil.copy(package / "LICENSE", TARGET / f"OFL-{short}.txt")


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            unpack(Path(name), Path(folder))
