@echo off
rem The blockwright command on Windows: builds on first use, then starts Java. Needs a JDK 17 or later.
rem After changes of the sources, delete app\target\.built or run mvnw package.
setlocal enabledelayedexpansion
set "home=%~dp0"
set "target=%home%app\target"
rem The zip of a release has the jars and no sources: nothing is built.
if not exist "%home%pom.xml" if exist "%home%lib" set "target=%home%."

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo blockwright: Java not found. Install a JDK 17 or later, and set JAVA_HOME or PATH. 1>&2
  exit /b 1
)

rem Memory in megabytes: the value of --memory (6g, 6000m), by default 80 %% of the machine.
set "memory="
set "threads="
set "next="
for %%a in (%*) do (
  if "!next!"=="memory" set "memory=%%~a"
  if "!next!"=="threads" set "threads=%%~a"
  set "next="
  if "%%~a"=="--memory" set "next=memory"
  if "%%~a"=="--threads" set "next=threads"
)
rem A value that is not a number from 1 to 1024 is not set here; Java rejects it before a native library
rem exits because it cannot create its threads.
set "count=0"
if defined threads set /a "count=threads" 2>nul
if !count! geq 1 if !count! leq 1024 set "OMP_NUM_THREADS=!count!"
set "budget="
if defined memory (
  set "size=!memory:b=!"
  if /i "!size:~-1!"=="m" (set /a budget=!size:~0,-1!) else if /i "!size:~-1!"=="g" (set /a budget=!size:~0,-1!*1024) else (set /a budget=!size!*1024)
) 2>nul
if not defined budget for /f %%m in ('powershell -NoProfile -Command "[math]::Floor((Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory / 1MB * 0.8)"') do set "budget=%%m"
if not defined budget set "budget=4096"
set /a heap=budget/4
if %heap% gtr 4096 set "heap=4096"
if %heap% lss 256 set "heap=256"
set /a rest=budget-heap
if %rest% lss 256 set "rest=256"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"

if exist "%home%pom.xml" if not exist "%target%\.built" (
  echo blockwright: first use: building ^(takes some minutes if dependencies must be downloaded^) 1>&2
  if not exist "%target%" mkdir "%target%"
  pushd "%home%"
  call mvnw.cmd -B -ntp -pl app -am -DskipTests -Dspotless.check.skip=true -Dwarnings.as.errors=-nowarn package >"%target%\build.log" 2>&1
  if errorlevel 1 (
    popd
    echo blockwright: The build failed; its output is in %target%\build.log. 1>&2
    exit /b 1
  )
  popd
  echo built>"%target%\.built"
)

"%java%" -Xmx%heap%m -Dorg.bytedeco.javacpp.maxbytes=%rest%m -Dorg.bytedeco.javacpp.maxphysicalbytes=%budget%m -Dorg.bytedeco.javacpp.logger=slf4j -Dfile.encoding=UTF-8 -Djava.awt.headless=true -cp "%target%\classes;%target%\*;%target%\lib\*" org.blockwright.app.Main %*
exit /b %errorlevel%
