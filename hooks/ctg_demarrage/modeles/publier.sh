#!/bin/sh
# Copie le site construit chez un hébergeur, par FTPS, SFTP ou SSH. Rien de secret n'est écrit dans ce fichier.
#
#   PUBLIER_VERS          ftps://ftp.exemple.fr/www/familles    (ou sftp://)
#                         ou ssh://nom@serveur.exemple.fr/srv/familles
#   PUBLIER_UTILISATEUR   le nom du compte (FTPS, SFTP)
#   PUBLIER_MOT_DE_PASSE  son mot de passe (FTPS, SFTP). En SSH : une clé, sans mot de passe.
#   PUBLIER_CLE           en SSH, depuis GitHub ou GitLab : la clé privée, ou le nom de son fichier
#   PUBLIER_SERVEUR       avec PUBLIER_CLE : ce que répond « ssh-keyscan serveur.exemple.fr »
#
# Ce qui est déjà dans ce dossier de l'hébergeur et n'est pas du site est EFFACÉ.
set -eu

echec() {
  echo "$1" >&2
  echo "    → $2" >&2
  exit 1
}

site=${1:-site}
vers=${PUBLIER_VERS:-}
[ -f "$site/index.html" ] || echec "Il n'y a pas de site dans $site/." "Lancez d'abord : ctg construire"
[ -n "$vers" ] || echec "On ne sait pas où publier." "PUBLIER_VERS=ftps://ftp.exemple.fr/www/familles sh publier.sh"

genre=${vers%%://*}
reste=${vers#*://}
hote=${reste%%/*}
dossier=${reste#"$hote"}
while [ "$dossier" != "${dossier%/}" ]; do dossier=${dossier%/}; done
case "$dossier/" in
  */./*|*/../*) echec "PUBLIER_VERS a « . » ou « .. » : ce qui serait effacé n'est pas sûr." "Écrivez le dossier en entier." ;;
esac
case "$hote$dossier" in
  *[!A-Za-z0-9@._:/~-]*|-*) echec "PUBLIER_VERS a un caractère qui n'est pas permis." "Lettres, chiffres, points, tirets et barres." ;;
esac
[ -n "$hote" ] || echec "PUBLIER_VERS ne dit pas chez qui publier." "ftps://ftp.exemple.fr/www/familles"
[ -n "$dossier" ] || echec "PUBLIER_VERS ne dit pas dans quel dossier : tout serait effacé chez l'hébergeur." "Ajoutez-le : $vers/www/familles"

case "$genre" in
  ftps|sftp)
    command -v lftp >/dev/null || echec "Le programme « lftp » manque." "Demandez-le à la personne qui tient cette machine."
    [ -n "${PUBLIER_UTILISATEUR:-}" ] || echec "Le nom du compte manque." "PUBLIER_UTILISATEUR=…"
    [ -n "${PUBLIER_MOT_DE_PASSE:-}" ] || echec "Le mot de passe manque." "PUBLIER_MOT_DE_PASSE=…, dans les variables secrètes"
    schema=$genre
    force=no
    if [ "$genre" = ftps ]; then # chiffré, sur le port ordinaire : c'est ce que les hébergeurs appellent FTPS
      schema=ftp
      force=yes
    fi
    # Le mot de passe passe par l'environnement : la liste des programmes ne le montre pas.
    LFTP_PASSWORD=$PUBLIER_MOT_DE_PASSE
    export LFTP_PASSWORD
    # D'abord ce qui s'ajoute ou change, puis ce qui n'est plus du site : aucune page ne manque entre les deux.
    lftp --env-password -u "$PUBLIER_UTILISATEUR" "$schema://$hote" <<FIN
set cmd:fail-exit yes
set net:max-retries 3
set net:timeout 30
set ftp:ssl-force $force
set ftp:ssl-protect-data yes
mirror --reverse --no-perms --parallel=4 "$site/" "$dossier/"
mirror --reverse --no-perms --delete "$site/" "$dossier/"
bye
FIN
    ;;
  ssh)
    command -v rsync >/dev/null || echec "Le programme « rsync » manque." "Demandez-le à la personne qui tient cette machine."
    port=22
    case "$hote" in *:*) port=${hote##*:} ; hote=${hote%:*} ;; esac
    options="-p $port"
    if [ -n "${PUBLIER_CLE:-}" ]; then # une forge ne connaît ni la clé ni le serveur
      [ -n "${PUBLIER_SERVEUR:-}" ] || echec "On ne sait pas à quoi reconnaître le serveur." "PUBLIER_SERVEUR=… : ce que répond « ssh-keyscan -p $port ${hote#*@} »"
      umask 077
      prive=$(mktemp -d)
      trap 'rm -rf "$prive"' EXIT
      if [ -f "$PUBLIER_CLE" ]; then cat "$PUBLIER_CLE"; else printf '%s\n' "$PUBLIER_CLE"; fi > "$prive/cle"
      printf '%s\n' "$PUBLIER_SERVEUR" > "$prive/serveurs"
      options="$options -i $prive/cle -o UserKnownHostsFile=$prive/serveurs -o StrictHostKeyChecking=yes -o BatchMode=yes"
    fi
    rsync --archive --no-perms --compress --delay-updates --delete-after -e "ssh $options" "$site/" "$hote:$dossier/"
    ;;
  *) echec "PUBLIER_VERS commence par ftps://, sftp:// ou ssh:// : en ftp://, votre mot de passe se lirait." "ftps://ftp.exemple.fr/www/familles" ;;
esac
echo "Le site est publié : $genre://$hote$dossier/"
