# Les verbes du projet. Une deuxième fois, rien n'est réinstallé : l'environnement suit les dépendances.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUTILS := tests/outils
PLANCHER := .venv-plancher
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help installer servir site verifier schemas test plancher audit bench captures navigateur outils lint verrouiller propre

help: ## montre cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

installer: $(VENV)/.pret ## prépare l'environnement local (fait tout seul par les autres verbes)

$(VENV)/.pret: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent."; exit 1; }
	@echo "Installation de l'environnement local ($(VENV))…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "Il manque le module venv de Python. Sous Debian : apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

servir: installer ## construit et sert le site sur http://127.0.0.1:8000/, avec rechargement
	@echo "Le site : http://127.0.0.1:8000/   (Ctrl+C pour arrêter)"
	@-$(BIN)/ctg schemas >/dev/null
	@$(BIN)/mkdocs serve --no-strict --dev-addr 127.0.0.1:8000

site: installer ## construit le site dans site/
	@$(BIN)/ctg construire

verifier: installer ## montre toutes les erreurs de data/
	@$(BIN)/ctg verifier

schemas: installer ## écrit l'aide à la saisie pour VS Code (schemas/), avec les mots et les fiches du moment
	@$(BIN)/ctg schemas

test: installer navigateur outils lint ## lance tous les tests, navigateur compris
	@$(BIN)/python -m pytest -n 2

plancher: navigateur outils ## lance tous les tests avec les plus basses versions que pyproject.toml permet
	@test -x $(PLANCHER)/bin/uv || { $(PYTHON) -m venv $(PLANCHER) && $(PLANCHER)/bin/python -m pip install --quiet uv; }
	@$(PLANCHER)/bin/uv pip install --quiet --python $(PLANCHER)/bin/python --resolution lowest-direct --editable '.[test]'
	@$(PLANCHER)/bin/python -m pytest -n 2

audit: installer navigateur outils ## vérifie l'accessibilité et le code de toutes les pages ; écrit docs/contribuer/audit.md
	@rm -f tests/audit/resultats.json
	@$(BIN)/python -m pytest -n 2 --tout tests/audit; statut=$$?; $(BIN)/python tests/audit/consigner.py && exit $$statut

bench: installer navigateur ## mesure la vitesse à côté d'autres générateurs ; écrit docs/contribuer/performance.md
	@$(BIN)/python tests/banc/mesurer.py

captures: installer navigateur ## prend les images du README, sur le territoire d'essai
	@$(BIN)/python tests/captures.py

lint: installer
	@$(BIN)/ruff check --quiet hooks tests && $(BIN)/ruff format --quiet --check hooks tests

navigateur: # installe Chromium si l'on est administrateur d'une Debian, sinon dit ce qui manque
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installation de Chromium pour les tests du navigateur…"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core >/dev/null; \
	  else echo "Il manque Chromium pour les tests du navigateur. Sous Debian : apt-get install chromium"; exit 1; fi; }

outils: # axe-core et le vérificateur Nu ; installe Node et Java si l'on est administrateur d'une Debian, sinon dit ce qui manque
	@manque=; for nom in node:nodejs npm:npm java:default-jre-headless; do \
	  command -v $${nom%%:*} >/dev/null || manque="$$manque $${nom##*:}"; done; \
	if [ -n "$$manque" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installation pour les vérifications d'accessibilité :$$manque…"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$manque >/dev/null; \
	  else echo "Il manque, pour vérifier l'accessibilité :$$manque. Sous Debian : apt-get install$$manque"; exit 1; fi; fi
	@$(MAKE) --silent $(OUTILS)/node_modules/.pret

$(OUTILS)/node_modules/.pret: $(OUTILS)/package.json $(OUTILS)/package-lock.json
	@cd $(OUTILS) && npm ci --silent && touch node_modules/.pret

verrouiller: installer ## écrit les versions exactes dans requirements.lock
	@$(BIN)/python -m piptools compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-find-links --extra test --output-file requirements.lock pyproject.toml

propre: ## efface ce qui se reconstruit
	rm -rf site $(VENV) $(PLANCHER) $(OUTILS)/node_modules .pytest_cache .ruff_cache
