#!/usr/bin/env bash
# Looks for known weaknesses in the packages, brought-in ones too: .NET's and those of the tests' npm clients.
# A finding fails it (exit code 1). A feed that cannot be reached does not: it is said, and the exit code is 0.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

outcome=0

timeout 300 dotnet restore -v q --nologo >/dev/null 2>&1
dotnet_report=$(timeout 300 dotnet list package --vulnerable --include-transitive --format json 2>&1)
if grep -q '"vulnerabilities"' <<<"$dotnet_report"; then
  echo "dotnet: packages with known weaknesses:"
  grep -E '"(id|resolvedVersion|severity|advisoryurl)"' <<<"$dotnet_report"
  outcome=1
elif grep -q '"projects"' <<<"$dotnet_report" && ! grep -qE 'NU1900|"level": *"error"' <<<"$dotnet_report"; then
  echo "dotnet: nothing known"
else
  echo "dotnet: not checked, the feed cannot be reached or has no list of weaknesses"
fi

if [ -f tests/clients/package-lock.json ]; then
  npm_report=$(cd tests/clients && timeout 120 npm audit --json --audit-level=none 2>/dev/null)
  total=$(grep -o '"total": *[0-9]*' <<<"$npm_report" | tail -n 1 | grep -o '[0-9]*$')
  found=$(sed -n '/"vulnerabilities": *{/,$p' <<<"$npm_report" | grep -c '"severity"')
  if grep -q '"metadata"' <<<"$npm_report"; then
    if [ "$found" -gt 0 ]; then
      echo "npm: $found packages with known weaknesses (only the tests use them):"
      grep -E '"(name|severity|url)"' <<<"$npm_report" | sort -u | head -n 40
      outcome=1
    else
      echo "npm: nothing known in ${total:-all} packages"
    fi
  else
    echo "npm: not checked, the registry cannot be reached or has no list of weaknesses"
  fi
fi

exit "$outcome"
