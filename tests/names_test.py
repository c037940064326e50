#!/usr/bin/env python3
"""The catalogue is about kinds of devices: nothing in it names a product, a vendor or an example.

A rule that names what it was written for is a memory, not a rule. Protocols, attacks on protocols, and operating
systems that many products share have their names; so do standards and the sources that findings cite.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
VENDORS = """
    Abbott AECL Animas Aethon Baxter Becton Biotronik BrainLab Carefusion Change-Healthcare Dickinson Dräger Draeger Ethicon Fresenius
    GE-Healthcare Hillrom Hill-Rom Hologic Hospira ICU-Medical Illumina Insulet Johnson-&-Johnson Medtronic Mindray Nihon Omnicell
    Philips ResMed Roche Siemens Smiths Spacelabs St-Jude St.-Jude Stryker Swisslog Tandem-Diabetes Varian Zoll
"""
PRODUCTS = """
    Accu-Chek Aestiva Aespire Alaris ApexPro Assurity Avalon-FM CardioMessenger CareLink MyCareLink CARESCAPE CoaguChek Conexus
    DreamMapper IntelliVue LifeCare LifeCare-PCA Medfusion Merlin@home MiniMed MMT-500 MMT-503 Omnipod OneTouch Pyxis SmartMonitor
    Spectrum-WBM Symbiq Plum-A+ Therac Therac-20 Therac-25 TransLogic Xhibit XTR
"""
# Components, and weaknesses that are known by a name because of one product.
COMPONENTS = """
    IPnet MDhex NotPetya PwnedPiper Ripple20 SweynTooth Treck URGENT/11 VxWorks WannaCry
"""
# Examples whose names are words of the field, not names of their own.
GENERIC = {"insulin-pump", "imaging-suite", "incidents"}


def names():
    """What may not stand in the catalogue: a name in any spelling with blanks or hyphens, any case, as a whole word."""
    examples = {path.name for path in (ROOT / "examples").iterdir() if path.is_dir()}
    examples = {re.sub(r"-(hardened|insufficient)$", "", name) for name in examples} - GENERIC
    cases = {path.name for path in (ROOT / "examples" / "incidents").iterdir() if path.is_dir()}
    return sorted({*VENDORS.split(), *PRODUCTS.split(), *COMPONENTS.split(), *examples, *cases})


def pattern(words):
    spelt = ["[ -]".join(re.escape(part) for part in re.split("-", word)) for word in words]
    return re.compile(r"(?<![\w-])(?:" + "|".join(spelt) + r")(?![\w-])", re.IGNORECASE)


class Names(unittest.TestCase):
    maxDiff = None

    def test_the_list_finds_them(self):
        wanted = pattern(names())
        for text in ("as the Medtronic one does", "id: inc-02", "THERAC 25", "see amps", "a hill-rom bed"):
            self.assertIsNotNone(wanted.search(text), text)
        for text in ("an amplifier", "incident", "smithson", "a spectrum of waves"):
            self.assertIsNone(wanted.search(text), text)

    def test_nothing_is_named(self):
        wanted = pattern(names())
        files = sorted((ROOT / "catalog").rglob("*.yaml"))
        self.assertGreater(len(files), 30)
        found = []
        for path in files:
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, hit.start()) + 1}: `{hit[0]}`" for hit in wanted.finditer(text)]
        self.assertEqual([], found)


if __name__ == "__main__":
    unittest.main()
