@echo off
rem Starts the runner as java -jar runner.jar does, faster: with an archive of its classes, which the first start makes beside
rem its own work and later ones use. JAVA_HOME, JAVA_OPTS, WEIGHTLOOM_JAR and WEIGHTLOOM_ARCHIVE as in bin/weightloom.
rem Whatever keeps it from making or using an archive keeps nobody from running: it is java -jar then.
setlocal EnableExtensions DisableDelayedExpansion
set "JAR=%WEIGHTLOOM_JAR%"
if not defined JAR if exist "%~dp0..\target\runner.jar" set "JAR=%~dp0..\target\runner.jar"
if not defined JAR if exist "%~dp0runner.jar" set "JAR=%~dp0runner.jar"
if not defined JAR if exist "%~dp0..\runner.jar" set "JAR=%~dp0..\runner.jar"
if not exist "%JAR%" goto nojar
for %%F in ("%JAR%") do set "JAR=%%~fF" & set "MARK=%%~zF-%%~tF"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "RELEASE="
if defined JAVA_HOME if exist "%JAVA_HOME%\release" set "RELEASE=%JAVA_HOME%\release"
set "MARK=%MARK::=-%"
set "MARK=%MARK:/=-%"
set "MARK=%MARK: =-%"
set "MARK=%MARK:.=-%"
if /i "%WEIGHTLOOM_ARCHIVE%"=="off" goto plain
if not defined LOCALAPPDATA goto plain
if not defined RELEASE goto plain
set "VERSION="
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b "JAVA_VERSION=" "%RELEASE%"`) do set "VERSION=%%~V"
if not defined VERSION goto plain
set "PLACE=%JAR::=-%"
set "PLACE=%LOCALAPPDATA%\weightloom\%PLACE:\=-%"
set "KEPT=%PLACE%\%MARK%"
set "ARCHIVE=%KEPT%\%VERSION%.jsa"
for %%F in ("%JAR%") do set "APP=%KEPT%\app\%%~nxF"
if "%~1"=="/make-archive" goto make
if exist "%ARCHIVE%" goto fast
if /i "%WEIGHTLOOM_ARCHIVE%"=="now" (
  call "%~f0" /make-archive >nul 2>&1
) else (
  start "" /b /low cmd /c ""%~f0" /make-archive" >nul 2>&1
)
if not exist "%ARCHIVE%" goto plain

:fast
"%JAVA%" "-XX:SharedArchiveFile=%ARCHIVE%" -XX:Tier4InvocationThreshold=200000 -XX:Tier4MinInvocationThreshold=20000 -XX:Tier4CompileThreshold=400000 -XX:Tier4BackEdgeThreshold=400000 %JAVA_OPTS% -jar "%APP%" %*
exit /b %ERRORLEVEL%

:nojar
echo There is no runner.jar in "%~dp0", beside it or in target: mvn -q -DskipTests package makes it, or WEIGHTLOOM_JAR names it 1>&2
exit /b 1

:plain
"%JAVA%" %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:make
rem Under names of its own, then moved: nobody sees a part of one. A folder that is there is the lock.
set "WORK=%PLACE%\work"
if not exist "%PLACE%" mkdir "%PLACE%" || exit /b 1
forfiles /p "%PLACE%" /m work /d -1 /c "cmd /c rd /s /q @path"
mkdir "%WORK%" || exit /b 1
rem What was made of the jar as it was before goes; a folder that somebody runs from cannot be moved, and stays.
for /d %%D in ("%PLACE%\*") do if /i not "%%~fD"=="%KEPT%" if /i not "%%~fD"=="%WORK%" move "%%~fD" "%WORK%\old-%%~nxD"
if not exist "%APP%" (
  "%JAVA%" -Djarmode=tools -jar "%JAR%" extract --destination "%WORK%\app" || goto unmade
  if not exist "%KEPT%" mkdir "%KEPT%"
  move "%WORK%\app" "%KEPT%\app" || goto unmade
)
(
  echo experiments:
  echo   start:
  echo     seed: 1
  echo     data: {source: moons, samples: 200}
  echo     target: {layers: [2, 8, 2], activation: tanh}
  echo     hypernet: {generator: full, condition: fixed, z-dim: 4, hidden: [8]}
  echo     training: {epochs: 2, batch-size: 32, learning-rate: 0.003}
) > "%WORK%\spec.yml"
pushd "%WORK%"
"%JAVA%" "-XX:ArchiveClassesAtExit=%WORK%\made.jsa" -jar "%APP%" --spring.config.location=spec.yml --runner.exit-when-done=true --server.port=0 --spring.datasource.url=jdbc:h2:file:./data/weightloom
popd
if exist "%WORK%\made.jsa" move "%WORK%\made.jsa" "%ARCHIVE%"
:unmade
rd /s /q "%WORK%"
exit /b 0
