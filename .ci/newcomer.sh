# Sourced after tool.sh by the steps that use the product as a newcomer does: a machine with the packages that `dotnet pack` has made and nothing of the
# repository's own.
unset -f dataface-flags dataface-flags-server
version=$(sed -nE 's/.*<Version>(.*)<\/Version>.*/\1/p' "$top/Directory.Build.props")
export NUGET_PACKAGES=$folder/packages PATH=$folder/bin:$PATH NuGetAudit=false
# Builds leave no server running behind.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
sed "s|artifacts/packages|$top/artifacts/packages|" "$top/nuget.config" >"$folder/nuget.config"
cp "$top/global.json" "$folder"
