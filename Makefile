# Les verbes du projet. Une deuxième fois, rien n'est réinstallé : l'environnement suit les dépendances.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
ESSAYER := $(VENV)/.pret-tests
VERROU = $(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --build-deps-for editable --strip-extras \
  --no-header --no-emit-index-url --no-emit-find-links
OUTILS := tests/outils
RAPIDES := $(addprefix tests/,model/test_raisons_des_champs.py commands/test_porte.py checking/test_confidential.py \
  maison/test_architecture.py pages/test_rendering.py maison/test_registrations.py test_problemes.py test_guides.py \
  maison/test_templates.py test_pages_attendues.py)
PLANCHER := .venv-plancher
ENSEMBLE := -n 2 --dist worksteal
FOIS ?= 1
LENT ?= 1
SECONDES ?= 600
COUPS ?= 50
TAILLES ?= 50 500 5000
TOURS ?= 3
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help installer servir site verifier rapide test assaut plancher audit bench captures navigateur outils lint verrouiller
.PHONY: livraison test-charge frontiere propre essais

help: ## montre cette aide
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

installer: $(VENV)/.pret ## prépare l'environnement local (fait tout seul par les autres verbes)

$(VENV)/.pret: pyproject.toml setup.py requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent."; exit 1; }
	@echo "Installation de l'environnement local ($(VENV))…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "Il manque le module venv de Python. Sous Debian : apt-get install python3-venv"; exit 1; }
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.pret-tests: $(VENV)/.pret tests/requirements.lock # et ce qu'il faut aux tests : qui publie n'en a pas besoin
	@$(PIP) --require-hashes -r tests/requirements.lock
	@touch $@

servir: installer ## montre le site sur http://127.0.0.1:8000/ et ouvre le formulaire ; ils suivent ce qui change (PROJET=tests/territoire_essai : l'exemple)
	@$(BIN)/ctg $(if $(PROJET),--projet $(PROJET)) servir

site: installer ## construit le site dans site/
	@$(BIN)/ctg construire

verifier: installer ## montre toutes les erreurs de data/
	@$(BIN)/ctg verifier

rapide: $(ESSAYER) ## lance les tests qui disent quoi écrire ensuite, une erreur à la fois, celle d'avant d'abord
	@$(BIN)/python -m pytest --exitfirst --failed-first $(RAPIDES)

test: $(ESSAYER) navigateur outils ## lance tous les tests, navigateur compris
	@$(MAKE) --silent --jobs=2 lint essais

essais: # beside « lint », which has one processor
	@$(BIN)/python -m pytest $(ENSEMBLE)

test-charge: $(ESSAYER) navigateur outils ## lance les tests du navigateur, tous les processeurs occupés ailleurs (FOIS=5, LENT=4)
	@for fois in $$(seq $(FOIS)); do echo "Fois $$fois sur $(FOIS)"; \
	  CTG_LENT=$(LENT) $(BIN)/python -m pytest $(ENSEMBLE) --charge tests/navigateur hooks/ctg_*/tests/navigateur tests/audit || exit 1; done

assaut: $(ESSAYER) ## attaque la lecture de data/ avec des fichiers au hasard, dix minutes, et tue des constructions (SECONDES=600, COUPS=50)
	@SECONDES=$(SECONDES) $(BIN)/python -m pytest -m assaut tests/maison/test_assaut.py
	@CTG_COUPS=$(COUPS) $(BIN)/python -m pytest tests/commands/test_construire.py -k killed

frontiere: $(ESSAYER) ## enlève toutes les extensions d'une copie de l'outil, et y lance tous les tests du cœur
	@FRONTIERE=tout $(BIN)/python -m pytest tests/maison/test_frontier.py

plancher: navigateur outils ## lance tous les tests avec les plus basses versions que pyproject.toml permet
	@test -x $(PLANCHER)/bin/uv || { $(PYTHON) -m venv $(PLANCHER) && $(PLANCHER)/bin/python -m pip install --quiet uv; }
	@$(PLANCHER)/bin/uv pip install --quiet --python $(PLANCHER)/bin/python --resolution lowest-direct --editable '.[test]'
	@$(PLANCHER)/bin/python -m pytest $(ENSEMBLE)

audit: $(ESSAYER) navigateur outils ## vérifie l'accessibilité et le code de toutes les pages ; écrit docs/contribuer/audit.md
	@rm -f tests/audit/resultats.json
	@$(BIN)/python -m pytest $(ENSEMBLE) --tout tests/audit tests/navigateur/test_lent.py tests/navigateur/test_clavier.py; statut=$$?; $(BIN)/python tests/audit/consigner.py && exit $$statut

bench: $(ESSAYER) navigateur ## mesure la vitesse à côté d'autres générateurs ; écrit docs/contribuer/performance.md (VERSION=2.0.0 pour une version qui sort)
	$(if $(ADMIN),$(call presents,se comparer,hugo:hugo))
	@$(BIN)/python tests/banc/mesurer.py --tailles $(TAILLES) --tours $(TOURS) $(if $(VERSION),--version $(VERSION))

captures: $(ESSAYER) navigateur ## prend les images du README et celles de chaque composant (tests/captures/specimens/), sur le territoire d'essai
	@$(BIN)/python tests/captures.py

lint: $(ESSAYER)
	@$(BIN)/ruff check --quiet hooks tests setup.py && $(BIN)/ruff format --quiet --check hooks tests setup.py && $(BIN)/mypy --no-error-summary

# L'administrateur d'une Debian reçoit ce qui manque ; à un autre, on dit quoi, et le verbe échoue : rien n'est sauté.
# $(call presents,pour quoi,programme:paquet programme:paquet…)
define presents
	@PATH="$$PATH:/usr/sbin"; manque=; for nom in $(2); do command -v $${nom%%:*} >/dev/null || manque="$$manque $${nom##*:}"; done; \
	if [ -n "$$manque" ] && [ -n "$(ADMIN)" ]; then \
	  echo "Installation pour $(1) :$$manque…"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$manque >/dev/null; \
	elif [ -n "$$manque" ]; then echo "Il manque, pour $(1) :$$manque. Sous Debian : apt-get install$$manque"; exit 1; fi
endef
ADMIN := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get)
AUTRE_NAVIGATEUR := $(if $(ADMIN),,$(shell command -v chromium || command -v chromium-browser || command -v google-chrome))

navigateur: # Chromium sans fenêtre (deux fois plus rapide que l'autre), et les serveurs web devant lesquels le site est essayé
	$(call presents,les tests du navigateur,$(if $(AUTRE_NAVIGATEUR),,chromium-headless-shell:chromium-headless-shell) nginx:nginx apache2:apache2-bin)

outils: # axe-core et le vérificateur Nu
	$(call presents,vérifier l’accessibilité,node:nodejs npm:npm java:default-jre-headless)
	@$(MAKE) --silent $(OUTILS)/node_modules/.pret

$(OUTILS)/node_modules/.pret: $(OUTILS)/package.json $(OUTILS)/package-lock.json
	@cd $(OUTILS) && npm ci --silent && touch node_modules/.pret

verrouiller: $(ESSAYER) ## écrit les versions exactes, et l'empreinte de chaque fichier : requirements.lock, tests/requirements.lock
	@$(VERROU) --output-file requirements.lock pyproject.toml
	@$(VERROU) --extra test -c requirements.lock --output-file tests/requirements.lock pyproject.toml

livraison: $(ESSAYER) ## fait le dossier à remettre à un territoire neuf : dist/Site des familles
	@rm -rf dist && $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@$(BIN)/python -c 'from pathlib import Path; from ctg_demarrage.tools import wheel_of, write_tools; \
	  [roue] = Path("dist").glob("*.whl"); write_tools(Path("dist/Site des familles"), wheel_of(roue.read_bytes()))'
	@echo "Le dossier à remettre : $(CURDIR)/dist/Site des familles"

propre: ## efface ce qui se reconstruit
	rm -rf site $(VENV) $(PLANCHER) $(OUTILS)/node_modules .pytest_cache .ruff_cache .mypy_cache
