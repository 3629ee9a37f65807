"""The function whose policy is tested: rows refuse, bytes warn, and an address is seen in shadow."""

POLICY = """\
params:
  max_rows: 100000
rules:
  - name: too-many-rows
    when: event.dataRowSize > params.max_rows
    then: FAIL
    reason:
      en: "${event.dataRowSize} rows are over the limit of ${params.max_rows}."
      zh: "${event.dataRowSize} 行超过了 ${params.max_rows} 行的上限。"
  - name: large-file
    when: event.fileSize > 1000000
    then: WARN
    on_error: WARN
    reason: {en: "The file ${event.fileName} has ${event.fileSize} bytes."}
  - name: outside
    when: |
      "ip" in present && !ip.within(event.ip, ["10.0.0.0/8"])
    then: FAIL
    mode: shadow
    reason: {en: "${event.ip} is outside."}
exemptions:
  - rules: [too-many-rows]
    when: operator == "7"
    reason: audit
    owner: audit@example.com
    expires: 2027-01-01
"""
POINTS = ("download-resources", "download-resources-execute")
HEAD = """\
event: ../events/allowed.json
now: 2026-11-18T10:00:00+08:00
cases:
"""
