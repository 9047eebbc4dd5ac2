; vCards are offered under "Open with" and never taken from the program that opens them now. The files of Landing Desk
; itself (.ldbackup) are registered by electron-builder.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\LandingDesk.vcf" "" "vCard"
  WriteRegStr SHELL_CONTEXT "Software\Classes\LandingDesk.vcf\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\LandingDesk.vcf\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\.vcf\OpenWithProgids" "LandingDesk.vcf"
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.vcf\OpenWithProgids" "LandingDesk.vcf"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\LandingDesk.vcf"
!macroend
