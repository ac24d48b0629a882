@echo off
rem Un double-clic : prepare l'outil la premiere fois, puis ouvre le formulaire.
chcp 65001 >nul
set PYTHONUTF8=1
pushd "%~dp0"
if not exist "roues\ouvrir.py" goto comprime
py -3 -c "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto py
python -c "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto python
uv --version >nul 2>nul && goto uv
"%USERPROFILE%\.local\bin\uv.exe" --version >nul 2>nul && goto uvlocal
echo Il manque Python 3.11 ou plus recent. Installez-le, puis ouvrez de nouveau ce fichier :
echo https://www.python.org/downloads/
start "" https://www.python.org/downloads/
pause
exit /b 1
:comprime
echo Ce fichier est seul : le dossier est sans doute encore comprime (.zip).
echo Fermez, faites un clic droit sur le .zip, "Extraire tout", puis ouvrez ce fichier dans le dossier extrait.
pause
exit /b 1
:py
py -3 "roues\ouvrir.py" || pause
exit /b
:python
python "roues\ouvrir.py" || pause
exit /b
:uv
uv run --no-project --python 3.12 "roues\ouvrir.py" || pause
exit /b
:uvlocal
"%USERPROFILE%\.local\bin\uv.exe" run --no-project --python 3.12 "roues\ouvrir.py" || pause
exit /b
