"""The licence of everything that the site publishes. https://www.etalab.gouv.fr/licence-ouverte-open-licence/"""

LICENCE, LICENCE_NAME = "etalab-2.0", "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
