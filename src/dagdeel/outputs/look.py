"""The colours of the product for what is made outside of the stylesheet: paper, pictures and mail.

The same names and values as the tokens of `base/ui`; a test compares the two.
"""

COLOURS: dict[str, str] = {
    "paper": "#faf7f1",
    "card": "#fffdf9",
    "sand": "#efe8db",
    "line": "#e4dccf",
    "ink": "#1e2a2c",
    "soft": "#5a6664",
    "petrol": "#0e5a61",
    "petrol-dark": "#0a4247",
    "petrol-tint": "#e2eeec",
    "honey": "#8a5200",
    "honey-mark": "#e2a12b",
    "honey-tint": "#fdf0d8",
    "leaf": "#2c6e46",
    "leaf-tint": "#e3f0e6",
    "brick": "#a63a22",
    "brick-tint": "#fae6e0",
    "plum": "#6b3f6f",
    "plum-tint": "#f1e7f2",
}
# from disagree to agree
LIKERT: tuple[str, ...] = ("#a63a22", "#dfa08f", "#e9e2d4", "#7fb0ae", "#0e5a61")
HEADINGS = "Literata"
TEXT = "Atkinson Hyperlegible Next"
