#!/usr/bin/env bash
# Installs what `cargo xtask interop` needs and this machine lacks: programs from Debian's packages, for which it has to
# be root, and Bandwidth's own clients and the peers of the vectors below the target folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The first Python that can make a virtual environment with a pip in it: some are packaged without.
python() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

packages=()
command -v nginx >/dev/null || packages+=(nginx)
command -v apache2 >/dev/null || packages+=(apache2)
command -v htpasswd >/dev/null || packages+=(apache2-utils)
command -v curl >/dev/null || packages+=(curl)
command -v openssl >/dev/null || packages+=(openssl)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
python >/dev/null || packages+=(python3 python3-venv)
if ((${#packages[@]})); then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install --yes --no-install-recommends "${packages[@]}"
fi

metadata=$(cargo metadata --no-deps --format-version 1)
folder=$(sed 's/.*"target_directory":"\([^"]*\)".*/\1/' <<<"$metadata")/interop
mkdir -p "$folder"

# The list of what is there is put beside it last, so that what was interrupted is done again.
if ! cmp --silent requirements.txt "$folder/python/requirements.txt" || ! "$folder/python/bin/python" -c ''; then
    rm -rf "$folder/python"
    "$(python)" -m venv "$folder/python"
    "$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
    cp requirements.txt "$folder/python"
fi
if ! cmp --silent package-lock.json "$folder/node/installed.json"; then
    rm -rf "$folder/node"
    mkdir "$folder/node"
    cp package.json package-lock.json "$folder/node"
    (cd "$folder/node" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    cp package-lock.json "$folder/node/installed.json"
fi
