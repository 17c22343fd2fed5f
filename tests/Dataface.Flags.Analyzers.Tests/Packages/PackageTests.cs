using System.Diagnostics;
using System.Reflection;

namespace Dataface.Flags.Analyzers.Tests.Packages;

/// <summary>The packed package in an empty project of somebody else.</summary>
[TestFixture]
internal sealed class PackageTests
{
    private const string Program = """
        using Dataface.Flags;
        using Somebody.Shop;

        var flags = FlagSnapshot.Empty;
        System.Console.WriteLine(
            $"{Flags.NewCart.Key} {flags.GetValue(Flags.Headline)} {Flags.HeadlineVariants.Sale} "
            + $"{flags.GetValue(Limited.Limits).Most} {string.Join(',', Flags.Keys)}");

        namespace Somebody.Shop
        {
            public sealed record Bounds { public int Most { get; init; } public static Bounds Off { get; } = new() { Most = 7 }; }

            [System.Text.Json.Serialization.JsonSerializable(typeof(Bounds))]
            internal sealed partial class ShopJson : System.Text.Json.Serialization.JsonSerializerContext;
        }
        """;

    private const string Document = """
        { "schema": 1, "flags": {
          "new-cart": { "owner": "t", "created": "2026-11-20", "expires": "2027-03-01" },
          "headline": { "owner": "t", "created": "2026-11-20", "expires": "2027-03-01",
          "variants": { "plain": "Welcome", "sale": "Sale!" }, "offVariant": "plain" }
        } }
        """;

    private const string More = """
        { "schema": 1, "flags": {
          "limits": { "owner": "t", "created": "2026-11-20", "expires": "2027-03-01",
          "variants": { "off": { "Most": 1 }, "on": { "Most": 2 } }, "offVariant": "off" }
        } }
        """;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-package-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Install_PackedPackageInAnEmptyProject_GivesTypedFlagsAndChecks()
    {
        await PackAsync();
        await WriteProjectAsync();
        Assert.That(await BuildAsync(), Does.Contain("0 Error(s)").And.Contain("0 Warning(s)"));
        Assert.That(await RunAsync("dotnet", "bin/Debug/net10.0/shop.dll"), Is.EqualTo("new-cart Welcome Sale! 7 headline,new-cart\n"));

        await WriteAsync("Other.cs",
            "static class Other { public static bool A(Dataface.Flags.FlagSnapshot flags) => flags.IsEnabled(\"new-crt\"); }");
        Assert.That(await BuildAsync(), Does.Contain("Other.cs(1,").And.Contain("warning DFA0001").And.Contain("Did you mean 'new-cart'?"));
        await WriteAsync("Other.cs",
            "static class Other { public static bool A(Dataface.Flags.FlagSnapshot flags) => flags.IsEnabled(\"headline\"); }");
        await WriteAsync(".editorconfig", "[*.cs]\ndotnet_diagnostic.DFA0002.severity = error\n");
        Assert.That(await BuildAsync(), Does.Contain("error DFA0002"));

        await WriteAsync("Other.cs", "");
        await WriteAsync("flags.json", Document.Replace("new-cart", "old-cart", StringComparison.Ordinal));
        Assert.That(await BuildAsync(), Does.Contain("error CS0117"));
        await WriteAsync("flags.json", Document.Replace(", \"expires\": \"2027-03-01\" }", " }", StringComparison.Ordinal));
        Assert.That(await BuildAsync(), Does.Contain("flags.json(2,3): error DFA0101: 'expires' is missing"));
    }

    private static string Root => Attribute("RepositoryRoot");

    private static string Attribute(string key) =>
        typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>Packs what is built already, under a version that no cache knows.</summary>
    private Task<string> PackAsync() => RunAsync(
        "dotnet", "pack", Path.Combine(Root, "src", "Dataface.Flags"), "--no-build", "-c", Attribute("Configuration"), "-o",
            Path.Combine(_folder.FullName, "feed"),
        "-p:PackageVersion=0.1.0-test", "-p:EnablePackageValidation=false");

    private async Task WriteProjectAsync()
    {
        await WriteAsync("shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RootNamespace>Somebody.Shop</RootNamespace>
                <Nullable>enable</Nullable>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{Attribute("PackageFolder")}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>feed</RestoreAdditionalProjectSources>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dataface.Flags" Version="0.1.0-test" />
                <FlagDocument Include="flags.json" />
                <FlagDocument Include="more.json" ClassName="Limited" Namespace="Somebody.Shop" />
                <FlagHandle Include="limits" Type="Somebody.Shop.Bounds" TypeInfo="Somebody.Shop.ShopJson.Default.Bounds"
                  Fallback="Somebody.Shop.Bounds.Off" />
              </ItemGroup>
            </Project>
            """);
        await WriteAsync("Program.cs", Program);
        await WriteAsync("flags.json", Document);
        await WriteAsync("more.json", More);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text);

    private Task<string> BuildAsync() => RunAsync("dotnet", "build", "-nologo", "--disable-build-servers");

    /// <summary>What a program says, in English; it may fail.</summary>
    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        // What the running test host sets for itself must not choose the SDK of the program.
        foreach (var name in start.Environment.Keys.Where(k =>
            k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }
}
