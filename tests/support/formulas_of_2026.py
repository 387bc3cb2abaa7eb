"""The form of 2026 read a second time: its formulas as arithmetic, from the official text alone.

Nothing here was taken from the form data. A box is the amount that a filer reports in it, and a
blank one is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Amount = Decimal
Box = Callable[[int], Amount]
Line = Callable[[Box, "Firm"], Amount]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Firm:
    """What a firm is: the marks on its cover, and what no box says."""

    marks: tuple[int, ...]
    alternative: bool = False
    fcm: bool = False
    swap_dealer: bool = False
    weekly_reduction: bool = True

    @property
    def models(self) -> bool:
        return 12006 in self.marks

    @property
    def facts(self) -> dict[str, bool]:
        return {
            "alternative_method": self.alternative,
            "futures_commission_merchant": self.fcm,
            "swap_dealer": self.swap_dealer,
            "retail_forex": False,
        }

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages below the cover with amounts, by what is printed at the head of each."""
        kind = self.marks[0]
        dealer, participant = kind in (12000, 12001, 12002), kind == 12004
        pages = [2, 3, 4, 5, 12, 13, 33]
        if not participant:
            pages += [6, 7] if self.models else [8]
            derivatives = 12005 in self.marks and kind in (12001, 12003)
            pages += [9] if dealer and not derivatives else [10]
            pages += [14, 15, 16, 17, 18]
        else:
            pages += [11]
        if dealer:
            pages += [19, 20, 22]
        if kind in (12000, 12001, 12003):
            pages += [24]
        if kind != 12000 or self.models:
            pages += [34, 35, 36]
        if self.fcm:
            pages += [27, 28, 29, 30, 31, 32]
        return tuple(sorted(pages))


def total(*boxes: int) -> Line:
    """Add boxes up; one with a minus is deducted."""

    def amount(b: Box, firm: Firm) -> Amount:
        return sum((b(box) if box > 0 else -b(-box) for box in boxes), Decimal(0))

    return amount


def run(first: int, last: int) -> Line:
    return total(*range(first, last + 1))


def excess(over: int, of: int) -> Line:
    """Give what one box has over another, if anything."""
    return lambda b, firm: max(b(over) - b(of), Decimal(0))


def part(rate: str, of: int) -> Line:
    return lambda b, firm: Decimal(int(b(of) * Decimal(rate)))


def percent(over: Line, under: Line) -> Line:
    """Give one amount as a percentage of another; nothing is a percentage of nothing."""

    def amount(b: Box, firm: Firm) -> Amount:
        divisor = under(b, firm)
        return over(b, firm) / divisor * 100 if divisor else Decimal(0)

    return amount


def product(one: int, other: int) -> Line:
    return lambda b, firm: Decimal(int(b(one) * b(other)))


def of_models(line: Line) -> Line:
    return lambda b, firm: line(b, firm) if firm.models else Decimal(0)


def of_alternative(line: Line) -> Line:
    return lambda b, firm: line(b, firm) if firm.alternative else Decimal(0)


def of_basic(line: Line) -> Line:
    return lambda b, firm: Decimal(0) if firm.alternative else line(b, firm)


def above(amount: int, rate: str, of: int) -> Line:
    """Give an amount less a multiple of another."""
    return lambda b, firm: Decimal(int(b(amount) - b(of) * Decimal(rate)))


ALLOWABLE = (
    *(200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 300, 310, 320, 330, -335, 340, 350),
    *(12015, 360, 292, 12019, 460, 470, 480, 490, 500, 510, 520, 530, 536, 537),
)
NON_ALLOWABLE = (
    *(12014, 550, 560, 570, 580, -590, 600, 12016, 605, 12022, 630, 640),
    *(650, 660, 670, 680, 690, 700, 710, 720),
)
LIABILITIES: Mapping[int, tuple[int | None, int | None]] = {
    **{1460: (1030, 1240), 1470: (1040, 1250), 1480: (None, 1260), 1490: (1050, 1270)},
    **{1500: (1060, 1280), 1510: (1070, None), 1520: (1080, 1290), 1530: (1090, None)},
    **{1540: (1095, 1300), 1550: (1100, None), 1560: (1105, 1310), 1570: (1110, 1320)},
    **{1580: (1120, None), 1590: (1130, 1330), 1600: (1140, 1340), 1610: (1150, 1350)},
    **{12027: (12025, 12026), 1562: (12031, 12037), 12044: (12032, 12038)},
    **{1630: (1160, None), 1640: (1170, None), 1650: (1180, None), 1660: (None, 1370)},
    **{1670: (1190, None), 1680: (1200, 1380), 1686: (12033, 1386), 1687: (12045, 1387)},
    **{1690: (1210, None), 1700: (1211, 1390), 1710: (None, 1400), 1720: (None, 1410)},
    **{1730: (None, 1420), 1740: (None, 1430), 1750: (1220, 1440)},
}
LONG = (8200, 8210, 8220, 8230, 8235, 8240, 8250, 8260, 8270, 8280, 8290, 8330, 8360, 12777)
SHORT = (8201, 8211, 8221, 8231, 8236, 8241, 8251, 8261, 8271, 8281, 8291, 8331, 8361, 12782)
NOTE_A = (5650, 5655, 5660, 5670, 5675, 5680, 5690, 5700)
LINES_OF_NOTE_A = (5610, 5620, 5625, 5630, 5640, 5730, 5740, 5760)
NOTE_B = (6250, 6255, 6260, 6270, 6275, 6280, 6290, 6300)
LINES_OF_NOTE_B = (6210, 6220, 6225, 6230, 6240, 6330, 6340)
CHARGES = (3540, 3550, 3560, 3570, 3580, 3590, 3600, 3610, 3615)


def shifted(boxes: tuple[int, ...], by: int) -> tuple[int, ...]:
    return tuple(box + by for box in boxes)


def _net_capital(*further: int) -> dict[int, Line]:
    return {
        **{3480: total(1800), 3500: total(3480, -3490), 3530: total(3500, 3520, 3525)},
        **{3540: total(740), 3620: total(*CHARGES, *further)},
        3640: total(3530, -3620, 3630),
    }


def _segregated(b: Box, firm: Firm) -> Amount:
    amounts = (7070, 7080, 7090, 7100, 7110, 7120, 7130, 7132, -7133, 7140, 7160, 7170, 7150)
    return total(*amounts)(b, firm)


PAGES: Mapping[int, Mapping[int, Line]] = {
    2: {
        **{750: total(200, 12014), 760: total(210), 770: total(220, 230), 780: total(240, 250)},
        **{790: total(260, 270), 800: total(280, 290), 810: total(300, 550)},
        820: total(310, 320, 330, -335, 560, 570, 580, -590),
        **{830: total(340, 350, 600), 12017: total(12015, 12016), 840: total(360, 605)},
        **{802: total(292), 12024: total(12019, 12022), 880: total(460, 630)},
        890: total(470, 640),
    },
    3: {
        **{900: total(650, 660), 910: total(480, 670), 920: total(490, 680)},
        930: total(500, 510, 520, 530, 536, 537, 690, 700, 710, 720),
        **{540: total(*ALLOWABLE), 740: total(*NON_ALLOWABLE), 940: total(540, 740)},
    },
    4: {
        box: total(*(column for column in columns if column))
        for box, columns in LIABILITIES.items()
        if box not in (1690, 1700, 1710, 1720, 1730, 1740, 1750)
    },
    5: {
        **{
            box: total(*(column for column in LIABILITIES[box] if column))
            for box in (1690, 1700, 1710, 1720, 1730, 1740, 1750)
        },
        1230: total(*(first for first, _ in LIABILITIES.values() if first)),
        1450: total(*(second for _, second in LIABILITIES.values() if second)),
        1760: total(*LIABILITIES),
        1795: total(1791, 1792, 1793, 1794, 1797),
        1800: total(1770, 1780, 1795, -1796),
        1810: total(1760, 1800),
    },
    6: {
        **_net_capital(12047, 12048),
        **{3634: total(3636, 3637, 3638, 3639, 3641), 3643: total(3634, -3642)},
        **{3655: product(3643, 3645), 3677: total(3655, 3646, 3647, 3665)},
    },
    7: {
        3647: total(3648, 3649, 3651, 3652, 3653),
        **{12762: total(12758, 12759, 12760, 12761, 12029), 12030: total(12762, -12763)},
        **{12765: product(12030, 12764), 12768: product(12766, 12767)},
        12776: total(12765, 12768, 12769, 12770, 12771, 12772, 12773, 12774, 12775),
        **{3676: total(12049, 12050), 3659: total(3656, 3657, 3658)},
        **{3688: total(3676, 3659, 3678), 3750: total(3640, -3677, -12776, -3688)},
    },
    8: {
        **_net_capital(12051, 12052),
        3740: total(
            *(3660, 3670, 3680, 3690, 3700, 3710, 3720, 3730, 3732, 12028, 3734),
            *(3650, 3736, 12053, 12054),
        ),
        3750: total(3640, -3740),
    },
    9: {
        **{12056: of_models(total(3640, -12055)), 12057: of_models(above(3640, "1.2", 12055))},
        3756: of_basic(lambda b, firm: Decimal(int(b(3840) / 15))),
        3870: of_alternative(part("0.02", 4470)),
        # Line 5.B.i stands beside 5.B, and 5.D comes in addition (Rule 15c3-1(a)(9)).
        12060: lambda b, firm: b(3756) + max(b(3870), b(7490)) + b(12058) + b(12059),
        3760: lambda b, firm: max(b(12060), b(3880)),
        **{3910: total(3750, -3760), 12061: above(3750, "1.2", 3760)},
        3920: of_alternative(above(3750, "0.05", 4470)),
        **{3790: total(1230), 3830: total(3800, 3810, 3820), 3840: total(3790, 3830, -3838)},
        # Aggregate indebtedness is “if applicable”: to firms under the basic method.
        3850: of_basic(percent(total(3840), total(3750))),
        3853: of_basic(percent(total(3840), total(3750, -4880))),
        3851: percent(total(3750), total(4470)),
        3854: percent(total(3750, -4880), total(4470)),
    },
    10: {
        **{12063: of_models(total(3640, -12062)), 12064: of_models(above(3640, "1.2", 12062))},
        3760: lambda b, firm: max(b(12065), b(3880), b(7490)),
        **{3910: total(3750, -3760), 12066: above(3750, "1.2", 3760)},
    },
    11: {12068: total(1800, -12067)},
    12: {
        **{3940: total(3935, 3937, 3938, 3939), 3950: total(3941, 3944, 3945, 3949)},
        3952: total(4235, 4236),
        4030: total(
            *(3940, 3950, 3926, 3952, 3955, 3960, 3970, 3975, 3980, 3990, 3985, 3995),
        ),
    },
    13: {
        4200: total(
            *(4110, 4040, 4120, 4055, 4145, 4135, 4060, 4080, 4150, 4075, 4170, 4186, 4190),
            *(4195, 4100),
        ),
        **{4210: total(4030, -4200), 4230: total(4210, -4220, 4222), 4228: total(4230, 4226)},
    },
    14: {4699: total(*range(4603, 4694, 10))},
    15: {
        4880: total(
            *(4700, 4710, 4720, 4730, 4735, 4740, 4750, 4760, 4770, 4780, 4790, 4800, 4810),
            *(4820, 4860, 4870),
        ),
        **{4290: total(4240, 4250, 4260, -4270), 4330: total(4300, 4310, -4320)},
    },
    16: {4970: total(4950, 4960)},
    17: {
        **{5730: total(*NOTE_A, 5720), 5930: total(*shifted(NOTE_A, 200), -5920)},
        **{6130: total(*shifted(NOTE_A, 400), -6120), 6132: total(*shifted(NOTE_A, 402))},
        **{5770 + by: total(*shifted(LINES_OF_NOTE_A, by)) for by in (0, 200, 400, 402)},
    },
    18: {
        **{6330: total(*NOTE_B, 6310), 6530: total(*shifted(NOTE_B, 200), -6510)},
        **{6730: total(*shifted(NOTE_B, 400), -6710), 6732: total(*shifted(NOTE_B, 402))},
        **{6370 + by: total(*shifted(LINES_OF_NOTE_B, by)) for by in (0, 200, 400, 402)},
    },
    19: {
        4430: total(4340, 4350, 4360, 4370, 4380, 4390, 4400, 4410, 4420, 4425),
        4470: total(4440, 4450, 4460, 4465, 4467, 12843, 4469),
        4471: lambda b, firm: Decimal(
            int(b(4470) * 3 / 100) if firm.alternative and firm.weekly_reduction else 0
        ),
        12849: lambda b, firm: Decimal(
            int(b(4470) * 2 / 100) if firm.alternative and not firm.weekly_reduction else 0
        ),
        **{4472: total(4470, -4471, -12849), 4480: excess(4472, 4430), 4490: excess(4430, 4472)},
        **{4500: part("1.05", 4490), 4530: total(4510, 4520), 4525: total(4505, 4515)},
    },
    22: {
        2170: total(2110, 2120, 2130, 2140, 2150, 2152, 2154, 2156, 2158, 2160),
        2230: total(2180, 2190, 2200, 2210, 2215, 12844, 2220),
        **{2240: excess(2230, 2170), 2250: excess(2170, 2230), 2270: excess(2250, 2260)},
        **{2300: total(2280, 2290), 2295: total(2275, 2285)},
    },
    24: {
        **{12089: run(12069, 12078), 12090: run(12079, 12086), 12091: run(12079, 12086)},
        **{12092: excess(12091, 12089), 12093: excess(12089, 12091)},
        12096: total(12094, 12095),
    },
    27: {
        **{7425: part("0.08", 7415), 7445: part("0.08", 7435)},
        7447: lambda b, firm: Decimal(int(b(7446) * 2 / 100) if firm.swap_dealer else 0),
        7455: total(7425, 7445, 7447),
        7490: lambda b, firm: max(b(7455), b(7465), b(7475)),
        7495: lambda b, firm: Decimal(
            int(max(b(7455) * 11 / 10, b(7465) * 3 / 2, b(7475) * 3 / 2))
        ),
    },
    28: {
        **{7040: total(7010, 7020, 7030, 7032, -7033), 7050: total(7045, -7047)},
        **{7060: total(7040, 7050), 7180: _segregated},
        **{7190: total(7180, -7060), 7198: total(7190, -7194)},
    },
    29: {
        **{8550: total(8500, 8510, 8520, 8530, -8540), 8580: total(8560, -8570)},
        8590: total(8550, 8580),
        8720: total(
            *(8600, 8610, 8620, 8630, 8640, 8650, 8660, 8670, -8680, 8690, 8700, 8710, 8715),
        ),
        **{8730: total(8720, -8590), 8770: total(8730, -8760)},
    },
    30: {7230: total(7210, 7220), 7240: total(7230, -7200)},
    31: {
        **{7345: total(7315, 7317, 7325, 7335, -7337), 7354: total(7351, -7352)},
        **{7355: total(7345, 7354), 7360: lambda b, firm: max(b(7305), b(7355))},
    },
    32: {
        **{7530: total(7500, 7520), 7570: total(7540, 7560)},
        7620: total(7580, 7590, 7600, 7610, -7615),
        7680: total(7640, 7650, 7660, 7670, -7675),
        7740: total(7700, 7710, 7720, 7730, -7735),
        7770: total(7530, 7570, 7620, 7680, 7740, 7760, 7765),
        **{7380: total(7770, -7360), 7785: total(7380, -7780)},
    },
    33: {
        **{8210: total(18001, 18003), 8211: total(18002, 18004)},
        **{12777: total(8340, 8345, 8350), 12782: total(8341, 8346, 8351)},
        **{12778: total(*LONG), 12783: total(*SHORT)},
        12781: total(*range(12106, 12112), 8295, 12779, 12780),
        12786: total(*range(12114, 12120), 8296, 12784, 12785),
        **{8370: total(12778, 12781), 8371: total(12783, 12786)},
    },
    34: {
        **{7810: run(12135, 12150), 7811: run(12151, 12166), 7812: run(12167, 12182)},
        **{7813: run(12183, 12198), 7814: run(12199, 12214), 12231: run(12215, 12230)},
        **{12263: run(12247, 12262), 12280: run(12264, 12279), 12297: run(12281, 12296)},
        **{12314: run(12298, 12313), 12331: run(12315, 12330), 12348: run(12332, 12347)},
    },
    35: {
        **{7822: run(12386, 12422), 7823: run(12423, 12459), 7821: run(12460, 12496)},
        **{7820: run(12497, 12533), 12571: run(12534, 12570), 12609: run(12572, 12608)},
    },
    36: {
        **{7803: run(12620, 12629), 7804: run(12630, 12639), 7802: run(12640, 12649)},
        **{12660: run(12650, 12659), 7801: run(12661, 12670), 12681: run(12671, 12680)},
        **{12702: run(12692, 12701), 12713: run(12703, 12712), 12724: run(12714, 12723)},
        **{12735: run(12725, 12734), 12746: run(12736, 12745), 12757: run(12747, 12756)},
    },
}

ROUNDED = frozenset(
    {
        *(3655, 12765, 12768, 12057, 3756, 3870, 12061, 3920, 3850, 3851, 3853, 3854, 12064),
        *(12066, 4471, 12849, 4500, 7425, 7445, 7447, 7495),
    }
)
"""Products and quotients, where a filer's rounding may differ by one."""


def lines_of(firm: Firm) -> dict[int, Line]:
    """Give the formulas of the pages that a firm reports."""
    return {box: line for page in firm.pages for box, line in PAGES.get(page, {}).items()}


def operands_of(line: Line, firm: Firm) -> set[int]:
    """Give the boxes that a line is formed from."""
    asked: set[int] = set()

    def ask(box: int) -> Amount:
        asked.add(box)
        return Decimal(1)

    line(ask, firm)
    return asked


def totals_of(firm: Firm, inputs: Mapping[int, Amount]) -> dict[int, Amount]:
    """Compute every total of a firm's report from its inputs."""
    lines, found = lines_of(firm), dict(inputs)

    def amount(box: int) -> Amount:
        if box not in found:
            found[box] = lines[box](amount, firm) if box in lines else Decimal(0)
        return found[box]

    return {box: amount(box) for box in lines}
