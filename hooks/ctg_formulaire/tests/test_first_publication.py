"""« Publier »: from a folder that no one follows to an address that answers, by each host, on real servers of this machine."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from ctg import api
from ctg_formulaire.hosting import publishing
from ctg_formulaire.hosting.copying import BESIDE, LIST, WHOSE, copy, ftps, sftp
from ctg_formulaire.hosting.hosts import HOSTS, HostRefused, host_named, typed
from ctg_formulaire.hosting.publishing import looked_at
from formulaire import Answered, Surfer, ended
from hebergeurs import PASSWORD, forge, ftp, ssh
from inventes import invent
from serveur_local import Reply, serve
from serveurs_web import apache2, nginx, running
from territoires import SMALL

PAGES = {
    "index.html": b"accueil",
    "lieux/index.html": b"lieux",
    "assets/a.css": b"a{}",
    ".htaccess": b"#",
    "agenda.ics": b"BEGIN",
}
TOKEN = "jeton-d-essai-jamais-ecrit"


@pytest.fixture
def site(tmp_path) -> Path:
    """A built site, small."""
    folder = tmp_path / "projet d'été/site"
    written(folder, PAGES)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Where a host keeps its folders; the account of this test is there alone."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "hote.pem.crt"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return tmp_path / "hote"


def written(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def held(folder: Path) -> dict[str, bytes]:
    """All that was sent to a folder, its list apart."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def quiet(_sent: int, _todo: int) -> None:
    """Nobody looks."""


# --- a folder of a host --------------------------------------------------------------------------


def sent_twice(opened, values: dict[str, str], site: Path, there: Path) -> None:
    """What is sent is there; then only what changed, and nothing that is not of the site is removed."""
    with opened(values) as folder:
        assert copy(site, folder, replace=False, told=quiet)[:2] == (len(PAGES), 0)
    assert held(there) == PAGES
    written(there, {"a-eux.txt": b"rien a voir"})
    written(site, {"index.html": b"nouvelle page", "neuf.html": b"neuf"})
    (site / "lieux/index.html").unlink()
    with opened(values) as folder:
        assert copy(site, folder, replace=False, told=quiet)[:2] == (2, 1)
    kept = {name: content for name, content in PAGES.items() if name != "lieux/index.html"}
    assert held(there) == kept | {"index.html": b"nouvelle page", "neuf.html": b"neuf", "a-eux.txt": b"rien a voir"}


def agreed_to(values: dict[str, str]) -> str:
    """The fingerprint that is shown the first time."""
    with pytest.raises(HostRefused, match="première fois") as refused, sftp(values):
        pass
    assert refused.value.agreement.value in str(refused.value)
    return refused.value.agreement.value


def test_by_ssh_the_server_is_looked_at_before_anything_is_said_to_it(site, home):
    with ssh(home) as values:
        agreed = values | {"empreinte": agreed_to(values)}
        sent_twice(sftp, agreed, site, home / values["dossier"])
        with pytest.raises(HostRefused, match="n’est plus celui"), sftp(agreed | {"empreinte": "SHA256:autre"}):
            pass
        with pytest.raises(HostRefused, match="ne reconnaît pas"), sftp(agreed | {"secret": "faux"}):
            pass
        with pytest.raises(HostRefused, match="mot de passe est vide"), sftp(agreed | {"secret": ""}):
            pass
    with pytest.raises(HostRefused, match="Un autre port"), sftp(agreed):
        pass


def test_by_ftp_nothing_passes_in_clear(site, home):
    with ftp(home) as values:
        sent_twice(ftps, values, site, home / "www/familles")
        with pytest.raises(HostRefused, match="ne reconnaît pas"), ftps(values | {"secret": "faux"}):
            pass
        elsewhere = values | {"serveur": values["serveur"].replace("localhost", "127.0.0.1")}
        with pytest.raises(HostRefused, match="certificat"), ftps(elsewhere):
            pass
    with ftp(home, tls=False) as values, pytest.raises(HostRefused, match="sans chiffrement"), ftps(values):
        pass


@pytest.mark.parametrize(("server", "opened"), [(ssh, sftp), (ftp, ftps)])
def test_a_host_that_always_cuts_has_all_of_it_in_the_end_and_nothing_twice(site, home, server, opened):
    files = PAGES | {f"lieux/{rank}.html": bytes(3000 + rank) for rank in range(15)}
    written(site, files)
    there, taken, cuts = home / "www/familles", [], 0
    with server(home) as values:
        if server is ssh:
            values["empreinte"] = agreed_to(values)
        while cuts < 30 and not (there / "index.html").exists():
            with suppress(EOFError, HostRefused), opened(values) as folder:
                whole, budget = folder.write, iter([True] * 6)

                def write(target: str, content: bytes, whole=whole, budget=budget) -> None:
                    half = not next(budget, False)
                    whole(target, content[: len(content) // 2] if half else content)
                    if half:
                        raise EOFError
                    taken.append(target)

                folder.write = write
                copy(site, folder, replace=False, told=quiet)
            cuts += 1
            assert all(files[name] == content for name, content in held(there).items() if not name.endswith(BESIDE))
    once = [name for name in taken if "lieux/" in name]
    assert (3 < cuts < 30, len(once) < 1.5 * len(files), taken[-2].endswith(f"index.html{BESIDE}")) == (True, True, True), taken
    assert held(there) == files


@pytest.mark.parametrize(
    ("host", "name", "text"),
    [
        ("github", "depot", "https://github.com.exemple.fr/a/b"), ("gitlab", "depot", "https://gitlab.com/--upload-pack=x/y"),
        ("ftps", "serveur", "-oProxy"), ("ssh", "dossier", "www/../.."), ("ssh", "adresse", "javascript:alert(1)"),
        ("ftps", "secret", "a\r\nDELE x"),
    ],
)  # fmt: skip
def test_what_would_lead_elsewhere_is_refused(host, name, text):
    good = {"depot": f"https://{host}.com/nom/familles", "secret": "x", "serveur": "ftp://ftp.exemple.fr/", "compte": "a\r\nDELE",
            "dossier": "www/familles", "adresse": "https://familles.exemple.fr"}  # fmt: skip
    values = typed(host_named(host), good)
    for bare in ("familles.exemple.fr", "127.0.0.1:8090/site"):
        assert typed(host_named(host), good | {"adresse": bare})["adresse"] == f"https://{bare}/"
    assert values["adresse"] == "https://familles.exemple.fr/"
    assert (values.get("serveur", "ftp.exemple.fr"), values.get("compte", "a DELE")) == ("ftp.exemple.fr", "a DELE")
    with pytest.raises(HostRefused):
        typed(host_named(host), good | {name: text})


# --- from the form -------------------------------------------------------------------------------


@pytest.fixture
def surfer(tmp_path, monkeypatch, home) -> Surfer:
    """The form of a project that nobody has published; its site takes no time to be made."""
    root = (tmp_path / "projet d'été").resolve()
    shutil.copytree(SMALL, root, dirs_exist_ok=True)
    (root / "docs").mkdir(exist_ok=True)
    monkeypatch.setattr(publishing, "built", lambda root: written(root / "site", PAGES))
    for name in ("GIT_AUTHOR_NAME", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Surfer(root)


def published(surfer: Surfer, name: str, gesture: str = "envoyer", **values: str) -> Answered:
    address = f"/publier/{name}/"
    answers = surfer.get(address).answers | {box: [text] for box, text in values.items()} | {"_geste": [gesture]}
    answer = surfer.post(address, answers)
    return ended(surfer, address) if answer.status.startswith("200") else answer


def everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_the_first_time_by_ftp(surfer, home):
    page = surfer.get("/publier/")
    assert [one.name for one in HOSTS if f"/publier/{one.name}/" not in page.html] == []
    with ftp(home) as values, serve(lambda _method, _path: Reply(404)) as web:
        told = published(surfer, "ftps", **values, adresse=web.address)
        assert "Envoyé : 5 fichiers sur 5" in told.plain
        assert "répond par 404" in told.plain
        again = published(surfer, "ftps", **values | {"secret": "faux"}, adresse=web.address)
        assert ("tapez-le de nouveau" in again.plain, again.answers["secret"]) == (True, [""])
    assert (home / "www/familles/index.html").read_bytes() == b"accueil"
    assert f"adresse_site: {web.address}/" in (surfer.root / "data/territoire.yml").read_text("utf-8")
    for one in (surfer, Surfer(surfer.root)):
        told = published(one, "ftps", **values, adresse=web.address).plain
        assert ("ne répond pas, et il répondait" in told, "Un autre port" in told) == (True, False)
    assert PASSWORD.encode() not in everything(surfer.root)
    assert PASSWORD not in told
    again = Surfer(surfer.root).get("/publier/ftps/")
    assert (again.answers["serveur"], again.answers["secret"]) == ([values["serveur"]], [""])
    assert surfer.get("/publier/ssh/").answers["serveur"] == [""], "each host has its own"
    published(surfer, "dossier", adresse=web.address)
    assert Surfer(surfer.root).get("/publier/ftps/").answers["compte"] == [values["compte"]]


def test_without_git_the_site_goes_by_ssh_and_what_changes_after_is_not_said_to_be_there(surfer, home, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert surfer.get("/partager/").headers["Location"] == "/publier/"
    sheet = surfer.root / "data/territoire.yml"
    sheet.write_text("".join(line for line in sheet.open(encoding="utf-8") if not line.startswith("  telephone:")), "utf-8")
    page = surfer.get("/publier/github/")
    assert ("Dépôt" in page.html, "La loi demande" in page.html) == (True, True), "what the editor has not said is told there"
    with ssh(home) as values:
        told = published(surfer, "ssh", **values | {"secret": ""}, adresse="https://familles.invalid/")
        assert (told.status[:3], "première fois" in told.html) == ("422", True)
        assert told.answers["dossier"] == [values["dossier"]]
        surfer.press("/publier/ssh/", "convenir")
        assert "mot de passe est vide" in ended(surfer, "/publier/ssh/").html
        assert "Reprendre l’envoi" in Surfer(surfer.root).get("/publier/").html, "it did not end"
        for one in (Surfer(surfer.root), surfer):
            assert "Envoyé" in published(one, "ssh", secret=values["secret"]).html, "its fingerprint is known, reopened too"
    assert PASSWORD.encode() not in everything(surfer.root)
    assert surfer.get("/partager/").headers["Location"] == "/publier/ssh/"
    assert "Rien n’a changé" in Surfer(surfer.root).get("/publier/ssh/").html
    surfer.send("/fichier/territoire/", accroche="Des aides.")
    for page in (surfer.get("/publier/ssh/"), Surfer(surfer.root).get("/publier/ssh/")):
        assert ("Des changements ne sont pas encore en ligne" in page.html, "Envoyé" in page.html) == (True, False)
        assert re.search(r"Le territoire.*Accroche.*→ Des aides\.", page.html, re.DOTALL)


def test_what_is_someone_s_is_not_erased_without_a_word(surfer, home):
    theirs = {"nom_complet": "Communauté de communes d'à côté", "siren": "999000019"}
    there, own = home / "www/familles", {"nom_complet": "Notre ancien nom", "siren": "219900012"}
    listed = {LIST: b'{"leur.html": ""}', "leur.html": b"leur page"}
    said_by = {name: {WHOSE: json.dumps({"territoire": one}).encode()} for name, one in (("own", own), ("theirs", theirs))}
    with ftp(home) as values:
        for files, told in (
            ({"index.html": b"la mairie", "leur.html": b""}, "déjà une page d'accueil"), (listed | said_by["own"], "Envoyé"),
            (listed | said_by["theirs"], theirs["nom_complet"]),
        ):  # fmt: skip
            written(there, files)
            assert told in published(surfer, "ftps", **values, adresse="https://familles.invalid/").plain
            assert (there / "leur.html").exists() is (told != "Envoyé")
        surfer.press("/publier/ftps/", "convenir")
        assert "Envoyé" in ended(surfer, "/publier/ftps/").plain
        assert not (there / "leur.html").exists()


def test_what_a_host_refuses_is_known_before_the_site_is_made(surfer, home, monkeypatch):
    monkeypatch.setattr(publishing, "built", lambda _root: pytest.fail("the site is made before the host is asked"))
    with ftp(home) as values:
        told = published(surfer, "ftps", **{**values, "secret": "faux"}, adresse="https://familles.invalid/")
    assert "ne reconnaît pas" in told.html
    kept = {name: told.answers[name] for name in ("serveur", "compte", "dossier")}
    assert kept == {name: [values[name]] for name in kept}, "what was typed is there still"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """An empty repository of a forge that wants a token; git finds it at the address of GitHub."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", tmp_path / "forge/nom/familles.git"], check=True)
    with forge(tmp_path / "forge", "x-access-token", TOKEN) as address:
        subprocess.run(
            ["git", "config", "--file", tmp_path / "git.conf", f"url.{address}.insteadOf", "https://github.com/"], check=True
        )
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "git.conf"))
        yield tmp_path / "forge/nom/familles.git"


def listed(repository: Path) -> list[str]:
    command = ["git", "-C", repository, "ls-tree", "-r", "-z", "--name-only", "main"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")


WHO = {"qui": "Service petite enfance", "courriel": "familles@exemple.fr"}
HERS = {"depot": "https://github.com/nom/familles", "secret": TOKEN}


def test_the_first_time_by_a_forge(surfer, repository):
    assert "Il manque" in published(surfer, "github", depot=HERS["depot"], secret="").html
    assert "qui enregistre" in published(surfer, "github", **HERS).html
    told = published(surfer, "github", **HERS, **WHO)
    assert "Envoyé. L'hébergeur fait le site" in told.plain, told.html
    assert "settings/pages" in told.html
    assert {"data/territoire.yml", "data/communes.yml"} <= set(listed(repository))
    assert not [name for name in listed(repository) if name.startswith(("brouillons", "site/"))]
    assert "adresse_site: https://nom.github.io/familles/" in (surfer.root / "data/territoire.yml").read_text("utf-8")
    assert TOKEN.encode() not in everything(surfer.root)
    assert TOKEN not in told.html
    told = published(surfer, "github", depot=HERS["depot"], secret="périmé")
    assert (told.status[:3], "jeton" in told.html) == ("422", True)
    path = surfer.root / "data/territoire.yml"
    path.write_text(path.read_text("utf-8") + "# relu\n", "utf-8")
    assert "Envoyé" in published(surfer, "github", **HERS).html
    show = subprocess.run(["git", "-C", repository, "show", "main:data/territoire.yml"], capture_output=True, check=True)
    assert show.stdout.endswith(b"# relu\n")


def test_a_repository_that_holds_something_else_is_left_as_it_is(surfer, repository, tmp_path):
    other = ["git", "-C", tmp_path / "autre", "-c", "user.name=X", "-c", "user.email=x@exemple.fr"]
    (tmp_path / "autre").mkdir()
    for words in (["init", "--quiet", "--initial-branch=main"], ["commit", "--quiet", "--allow-empty", "-m", "README"],
                  ["push", "--quiet", repository, "main"]):  # fmt: skip
        subprocess.run([*other, *words], check=True)
    told = published(surfer, "github", **HERS, **WHO)
    assert (told.status[:3], "n’est pas vide" in told.html) == ("422", True)
    assert listed(repository) == [""]


def test_what_is_wrong_or_not_from_our_page_sends_nothing(surfer, home):
    with ftp(home) as values:
        answers = surfer.get("/publier/ftps/").answers | {name: [text] for name, text in values.items()}
        answers |= {"adresse": ["https://familles.invalid/"], "_geste": ["envoyer"]}
        assert "relancé" in surfer.post("/publier/ftps/", answers | {"_jeton": ["autre"]}).html
        (surfer.root / "data/communes.yml").write_text("- nom: [\n", "utf-8")
        assert "a une erreur" in surfer.post("/publier/ftps/", answers).html
        assert list(home.iterdir()) == []
    assert surfer.get("/publier/nulle-part/").status.startswith("404")


def test_a_folder_to_hand_over_is_one_file(surfer):
    assert surfer.get("/publier/site-des-familles.zip").status[:3] in {"200", "404"}
    assert "comprise : https://familles.invalid/" in surfer.send("/publier/dossier/", "envoyer", adresse="familles.invalid").plain
    assert "Télécharger le site" in ended(surfer, "/publier/dossier/").html
    content = surfer.get("/publier/site-des-familles.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == {f"site/{name}" for name in PAGES}
    assert surfer.get("/publier/site-des-familles.zip").content == content


# --- what the address answers --------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, Path]:
    """A project and its site, built by the button's own command, with a file of each kind that servers know badly."""
    root = invent(tmp_path_factory.mktemp("projet") / "Été", "seule")
    publishing.built(root)
    written(root / "site", {f"essai.{ending}": b"essai" for ending in api.TYPES})
    return root, root / "site"


@pytest.mark.parametrize("server", [nginx, apache2])
def test_a_real_server_with_the_settings_of_the_guide_has_nothing_to_mend(server, whole, tmp_path):
    with running(server, whole[1], tmp_path) as address:
        seen = list(looked_at(address, whole[1], forge=False))
    assert [one.words for one in seen if one.good is False] == [
        "L’adresse n’est pas en https : demandez un certificat à l’hébergeur."
    ]
    assert [one for one in seen if one.good is None] == [], "all the headers are there"


def test_a_site_that_does_not_build_is_told(whole):
    (whole[0] / "data/communes.yml").write_text("- nom: [\n", "utf-8")
    with pytest.raises(HostRefused, match="ne se construit pas"):
        publishing.built(whole[0])


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (404, "ne mène pas au dossier"),
        (403, "ferme ce dossier"),
        (0, "Un nom tout neuf"),
        (1, "n'est pas valable. Demandez à l’hé"),
    ],
)
def test_what_does_not_answer_is_told_with_its_own_remedy(site, status, remedy):
    with serve(lambda _method, _path: Reply(status)) as web:
        others = {0: "https://familles.invalid/", 1: f"https://{web.host}/"}  # of nobody; of a server without a certificate
        [seen] = looked_at(others.get(status, f"{web.address}/"), site, forge=False)
    assert (remedy in seen.words, "dix minutes" in seen.words) == (True, False), seen.words


def test_a_server_that_says_little_is_told_of(site):
    with serve(lambda _method, _path: Reply(200, b"autre", {"Content-Type": "text/plain"})) as web:
        words = " ".join(one.words for one in looked_at(f"{web.address}/", site, forge=False) if not one.good)
    for part in ("pas encore la version", "pas compressées", ".ics", "type MIME", "protections"):
        assert part in words.replace("\u00a0", " ")
