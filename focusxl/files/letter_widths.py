"""The widths of letters in Helvetica and Arial, for all characters of Windows-1252.

The pages of a workbook are laid out with them, and texts fitted into the blanks of the official
form. Source: Adobe's “Helvetica” font metrics (AFM), character widths.
"""

from __future__ import annotations

_GROUPS = {
    191: "'",
    222: "ijl‘’‚",
    260: "|¦",
    278: " !,./:;I[\\]ft·ÌÍÎÏìíîï",
    333: "()-`r¡¨¯²³´¸¹ˆ˜“”„‹›",
    334: "{}",
    350: "•",
    355: '"',
    365: "º",
    370: "ª",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzçýÿšž",
    537: "¶",
    556: "#$0123456789?L_abdeghnopqu¢£¤¥§«µ»àáâãäåèéêëðñòóôõöùúûüþƒ–†‡€",
    584: "+<=>~¬±×÷",
    611: "FTZ¿ßøŽ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞŠŸ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    834: "¼½¾",
    889: "%æ",
    944: "Wœ",
    1000: "ÆŒ—…‰™",
    1015: "@",
}
WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
"""The width of each letter, in thousandths of its size."""
WIDEST = max(WIDTHS.values())
