#!/bin/sh
# Un double-clic : prépare l’outil la première fois, puis ouvre le formulaire.
cd "$(dirname "$0")" || exit 1
if [ ! -f roues/ouvrir.py ]; then
  echo "Ce fichier est seul : le dossier est sans doute encore compressé (.zip)."
  echo "Extrayez-le tout entier, puis ouvrez ce fichier dans le dossier extrait."
  [ -t 0 ] && read -r _
  exit 1
fi
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" roues/ouvrir.py
  fi
done
for uv in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" /opt/homebrew/bin/uv; do
  if "$uv" --version >/dev/null 2>&1; then
    exec "$uv" run --no-project --python 3.12 roues/ouvrir.py
  fi
done
echo "Il manque Python 3.11 ou plus récent. Installez-le, puis ouvrez de nouveau ce fichier :"
echo "https://www.python.org/downloads/"
[ -t 0 ] && read -r _
exit 1
