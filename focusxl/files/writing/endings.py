"""How the names of exported files end."""

FILING = "-filing.xlsx"
OFFICIAL = "-official-form.pdf"
UPLOAD_TXT = "-upload.txt"
UPLOAD_CSV = "-upload.csv"
UPLOAD_XML = "-upload.xml"
FINDINGS = "-findings.txt"
AUDIT = "-audit.json"

IN_EVERY_EXPORT = (FILING, UPLOAD_TXT, UPLOAD_CSV, UPLOAD_XML, FINDINGS)
"""What every audit record vouches for."""
ENDINGS = (*IN_EVERY_EXPORT, OFFICIAL, AUDIT)
