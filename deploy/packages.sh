#!/bin/sh
# Installs the packages that a script of package.json needs, if they are missing or the lock file changed. `dev` is for
# all packages. Without it the tools of developers are left out unless they are installed, so `start` takes half the space.
set -eu

installed=node_modules/.modules.yaml
stamp=node_modules/.lock-of-start.yaml

if grep -q '"devDependencies": true' "$installed" 2>/dev/null; then
  cmp -s pnpm-lock.yaml node_modules/.pnpm/lock.yaml || pnpm install --frozen-lockfile
elif [ "${1:-}" = dev ]; then
  pnpm install --frozen-lockfile
elif ! cmp -s pnpm-lock.yaml "$stamp"; then
  pnpm install --frozen-lockfile --prod
  cp pnpm-lock.yaml "$stamp"
fi
