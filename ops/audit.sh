#!/usr/bin/env bash
# Checks the server's packages, transitive ones too, for known weaknesses. A finding gives exit code 1. A feed that cannot be reached, or that has
# no list of weaknesses, is reported and gives exit code 0. The clients that only the tests use are checked too. They are old on purpose and
# never shipped, so their findings are printed and do not change the exit code.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

weak_packages() { timeout 120 dotnet list "$@" package --vulnerable --include-transitive --format json 2>&1; }

# A feed without a list reports no weakness for any package. So this checks that it reports a well-known one.
feed_knows() {
  local project
  project=$(mktemp -d)
  cat >"$project/known.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.3" /></ItemGroup>
</Project>
XML
  timeout 60 dotnet restore "$project/known.csproj" -v q --nologo >/dev/null 2>&1
  weak_packages "$project/known.csproj" | grep -q '"vulnerabilities"'
  local knows=$?
  rm -rf "$project"
  return $knows
}

outcome=0
timeout 300 dotnet restore -v q --nologo >/dev/null 2>&1
report=$(weak_packages)
if grep -q '"vulnerabilities"' <<<"$report"; then
  echo "dotnet: packages with known weaknesses:"
  grep -E '"(id|resolvedVersion|severity|advisoryurl)"' <<<"$report"
  outcome=1
elif ! grep -q '"projects"' <<<"$report" || grep -qE 'NU1900|"level": *"error"' <<<"$report"; then
  echo "dotnet: not checked, the feed cannot be reached"
elif feed_knows; then
  echo "dotnet: nothing known"
else
  echo "dotnet: not checked, the feed has no list of weaknesses"
fi

# The client's package ships none of its dependencies: what it is built and tested with is checked like the tests' clients. The chat page ships
# Preact and socket.io-client: a finding there is read, and the page built anew.
for clients in tests/clients clients/typescript clients/chat-page clients/operators-page; do
  command -v npm >/dev/null && [ -f "$clients/package-lock.json" ] || continue
  report=$(cd "$clients" && timeout 60 npm audit --json --audit-level=none 2>/dev/null)
  if ! grep -q '"auditReportVersion"' <<<"$report"; then
    echo "npm: not checked in $clients, the registry cannot be reached or has no list of weaknesses"
  elif grep -q '"severity"' <<<"$report"; then
    echo "npm: packages in $clients with known weaknesses, which only the tests use:"
    grep -E '"(name|severity|url)"' <<<"$report" | sort -u | head -n 40
  else
    echo "npm: nothing known in $clients"
  fi
done

exit "$outcome"
