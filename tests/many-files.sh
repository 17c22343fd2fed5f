#!/usr/bin/env bash
# Writes a project of many files that use flags by key and by generated handle, for measuring what analyzers and the clean-up take.
#   bash tests/many-files.sh FOLDER FILES FLAGS
# Builds the library in Release. 20 of the flags expire on 2026-12-15, the others later.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$1 files=$2 flags=$3
root=$PWD
dotnet build src/Dataface.Flags -c Release -v q >/dev/null
mkdir -p "$work"

{
  echo '{ "schema": 1, "flags": {'
  for ((i = 0; i < flags; i++)); do
    [ "$i" -gt 0 ] && echo ','
    expires=2027-03-01
    [ "$i" -lt 20 ] && expires=2026-12-15
    echo "\"flag-$i\": { \"owner\": \"team\", \"created\": \"2026-11-20\", \"expires\": \"$expires\", \"environments\": { \"production\": { \"rollout\": { \"percent\": 5 } } } }"
  done
  echo '} }'
} >"$work/flags.json"

for ((i = 0; i < files; i++)); do
  cat >"$work/Service$i.cs" <<CODE
namespace Shop;

/// <summary>One of many services.</summary>
public sealed class Service$i(IFlagClient flags, IEnumerable<string> orders)
{
    private readonly Dictionary<string, decimal> _sums = new(StringComparer.Ordinal);

    public string Show(string user)
    {
        var context = EvaluationContext.ForUser(user).With("country", "DE");
        var text = flags.IsEnabled("flag-$((i % flags))", context) ? "new" : "old";
        if (flags.IsEnabled(Flags.Flag$(((i + 7) % flags)), context)) text += string.Join(", ", orders.Where(o => o.Length > 3).OrderBy(o => o).Take(5));
        return text;
    }

    public decimal Sum(IReadOnlyList<(string Name, decimal Price, int Count)> lines)
    {
        var sum = 0m;
        foreach (var (name, price, count) in lines)
        {
            if (count <= 0) continue;
            _sums[name] = _sums.TryGetValue(name, out var before) ? before + (price * count) : price * count;
            sum += Math.Round(price * count, 2, MidpointRounding.ToEven);
        }

        return lines.Count > 10 ? sum * 0.9m : sum;
    }

    public async Task<int> SendAsync(Stream target, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var order in orders.Distinct(StringComparer.Ordinal).ToList())
        {
            try
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(order.ToUpperInvariant().Trim());
                await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                sent += bytes.Length;
            }
            catch (IOException error) when (error.Message.Contains("full", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false);
            }
        }

        return sent;
    }

    public static IEnumerable<string> Words(string text) =>
        from word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let lower = word.ToLowerInvariant()
        where lower.Length > 2
        group lower by lower[0] into letters
        orderby letters.Key
        select \$"{letters.Key}: {string.Join('|', letters)}";
}
CODE
done

cat >"$work/shop.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RootNamespace>Shop</RootNamespace>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <NuGetAudit>false</NuGetAudit>
    <FlagsToday>2026-12-01</FlagsToday>
  </PropertyGroup>
  <ItemGroup>
    <Using Include="Dataface.Flags" />
    <Reference Include="$root/src/Dataface.Flags/bin/Release/net10.0/Dataface.Flags.dll" />
    <Analyzer Include="$root/src/Dataface.Flags.Analyzers/bin/Release/netstandard2.0/Dataface.Flags.Analyzers.dll" />
  </ItemGroup>
  <Import Project="$root/src/Dataface.Flags.Analyzers/build/Dataface.Flags.targets" />
</Project>
PROJECT
