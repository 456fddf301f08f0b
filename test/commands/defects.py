"""Parses every message of a folder with Python's own parser and prints what is wrong with each; nothing when all are well."""
import email, email.policy, pathlib, sys

for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    raw = path.read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    defects = [repr(defect) for part in message.walk() for defect in part.defects]
    defects += [f"{name}: {defect!r}" for name, value in message.items() for defect in value.defects]
    for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"):
        if len(message.get_all(name, [])) != 1:
            defects.append(f"{name} is there {len(message.get_all(name, []))} times")
    if [part.get_content_type() for part in message.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        defects.append("other parts than text and HTML")
    if any(len(line) > 998 for line in raw.splitlines()):
        defects.append("a line of more than 998 octets")
    for defect in defects:
        print(path.name, defect)
