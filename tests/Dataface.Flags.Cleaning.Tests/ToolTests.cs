using System.Diagnostics;
using System.Text;
using Dataface.Flags.Cleaner;
using Dataface.Flags.Cleaner.Exits;

namespace Dataface.Flags.Cleaning.Tests;

/// <summary>The tool, on a project on disk.</summary>
public sealed class ToolTests
{
    private const string Program = """
        using Dataface.Flags;

        IFlags flags = FlagSnapshot.Empty;
        // Decide.
        if (flags.IsEnabled("checkout-v2")) Console.WriteLine("one page");
        else Console.WriteLine("three pages");
        Console.WriteLine(flags.IsEnabled("express"));
        """;

    private const string Flags = """
        {
          "schema": 1,
          "flags": {
            "express": { "owner": "team", "created": "2026-01-01", "expires": "2026-03-01" },
            "checkout-v2": { "owner": "team", "created": "2026-01-01", "expires": "2026-06-01" }
          }
        }
        """;

    private const string Experiment = """
        schema: 1
        id: checkout-one-page
        flag: checkout-v2
        status: decided # By everybody.
        design:
          control: "off"
          treatments: ["on"]
        decision: { verdict: ship, on: 2026-05-01, by: Ada }
        """;

    private string _folder = "";

    [SetUp]
    public async Task MakeProjectAsync()
    {
        _folder = Directory.CreateTempSubdirectory("dataface-flags-clean-").FullName;
        var library = typeof(IFlags).Assembly.Location;
        Write("Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
              <ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><Reference Include="{library}" /></ItemGroup>
            </Project>
            """);
        Write("Program.cs", Program);
        Write("flags.json", Flags);
        Directory.CreateDirectory(Path.Combine(_folder, "experiments"));
        Write("experiments/checkout.yaml", Experiment);
        Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        await RunAsync("dotnet", "restore", "Shop.csproj");
    }

    [TearDown]
    public void DeleteProject() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Clean_DecidedFlag_ChecksPatchesAndWrites()
    {
        // A byte order mark and the line ends of another system are kept.
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), Program.Replace("\n", "\r\n", StringComparison.Ordinal),
            new UTF8Encoding(true));
        await RunAsync("git", "init", "-q");
        var (check, text) = await CleanAsync("--decided", "--check");
        Assert.That(check, Is.EqualTo(CleanerExit.Found), text);
        Assert.That((await CleanAsync("--decided", "--patch", Path.Combine(_folder, "clean.patch"))).Code, Is.Zero);
        Assert.That(Read("flags.json"), Is.EqualTo(Flags));
        await RunAsync("git", "apply", "clean.patch");
        var (program, flags, experiment) = (Read("Program.cs"), Read("flags.json"), Read("experiments/checkout.yaml"));
        Assert.That(program,
            Is.EqualTo("\uFEFFusing Dataface.Flags;\r\n\r\nIFlags flags = FlagSnapshot.Empty;\r\n// Decide.\r\nConsole.WriteLine(\"one "
                + "page\");\r\nConsole.WriteLine(flags.IsEnabled(\"express\"));"));
        Assert.That(flags, Does.Not.Contain("checkout-v2").And.Contain("\"express\": { \"owner\": \"team\""));
        Assert.That(experiment, Does.Contain("status: cleaned_up # By everybody."));

        // The working tree comes to the same.
        await RunAsync("git", "apply", "-R", "clean.patch");
        Assert.That((await CleanAsync("--decided")).Code, Is.Zero);
        Assert.That((Read("Program.cs"), Read("flags.json"), Read("experiments/checkout.yaml")), Is.EqualTo((program, flags, experiment)));
        Assert.That((await CleanAsync("--decided", "--check")).Code, Is.Zero);
    }

    [Test]
    public async Task Clean_UnprovablePlace_IsNamedAndNothingChanges()
    {
        Write("Operator.cs",
            "internal static class Operator\n{\n    public static bool Ask(Dataface.Flags.IFlags flags, string key) => "
            + "flags.IsEnabled(key);\n}\n");
        Write("Page.razor", "<p>@Flags.IsEnabled(\"checkout-v2\")</p>\n");
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.EqualTo(CleanerExit.Refused), text);
        Assert.That(text, Does.Contain("Operator.cs(3): Its key is made at run time").And.Contain(
            "Page.razor(1): It names the flag in razor"));
        Assert.That(Read("Program.cs"), Is.EqualTo(Program));
    }

    [TestCase("express", "--keep is not needed", 0, "express: keeps 'off'")]
    [TestCase("checkout-v3", "", CleanerExit.Usage, "Did you mean 'checkout-v2'?")]
    [TestCase("checkout-v2 --keep blue", "", CleanerExit.Usage, "has no variant 'blue'. It has off, on.")]
    [TestCase("", "", CleanerExit.Usage, "Name a flag, or give --decided or --expired.")]
    public async Task Clean_Arguments_AreAnswered(string arguments, string _, int expected, string says)
    {
        var (code, text) = await CleanAsync([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--check",
            "--today", "2026-04-01"]);
        Assert.That(text, Does.Contain(says));
        Assert.That(code, Is.EqualTo(expected == 0 ? CleanerExit.Found : expected));
    }

    [Test]
    public async Task Uses_AreListedByMeaning()
    {
        Write("Program.cs", Program + "\n// \"old-flag\" was here.\n");
        var list = Path.Combine(_folder, "uses.json");
        Assert.That((await CleanAsync("--uses", list)).Code, Is.Zero);
        Assert.That(Read("uses.json"), Does.Contain("\"checkout-v2\"").And.Contain("\"Program.cs\"").And.Not.Contain("old-flag"));
    }

    [TestCase("Debug"), TestCase("Release")]
    public async Task Clean_GeneratorThatIsNotBuilt_IsNamed(string configuration)
    {
        Write("Directory.Build.targets",
            "<Project><ItemGroup><Analyzer Include=\"$(MSBuildThisFileDirectory)bin/$(Configuration)/Own.dll\" /></ItemGroup></Project>");
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on", "--configuration", configuration);
        Assert.That(code, Is.EqualTo(CleanerExit.Failed), text);
        Assert.That(text, Does.Contain($"bin/{configuration}/Own.dll, which is not there. Run 'dotnet build -c {configuration}' first"));
    }

    [Test]
    public async Task Clean_DayInAFormThatReadersTakeForDifferentDays_IsRefused()
    {
        var (code, text) = await CleanAsync("checkout-v2", "--expired", "--today", "01/02/2027");
        Assert.That(code, Is.EqualTo(CleanerExit.Usage));
        Assert.That(text, Does.Contain("'01/02/2027' is not a valid date. Write year, month and day, such as 2027-02-01."));
    }

    [TestCase("--decidd", "There is no option '--decidd'. Did you mean '--decided'?")]
    [TestCase("--keep", "'--keep' has no value. Write one behind it.")]
    [TestCase("checkout-v2 --patch", "'--patch' has no value. Write one behind it.")]
    [TestCase("checkout-v2 --keep on --configuration Debug --configuration Release",
        "'--configuration' takes one value, and has 2. Write it once.")]
    public async Task Clean_WrongCommandLine_IsAnsweredInTheProductsWords(string arguments, string says)
    {
        using var text = new StringWriter();
        var code = await CleanCommand.RunAsync(arguments.Split(' '), text, text, TimeProvider.System);
        Assert.That(code, Is.EqualTo(CleanerExit.Usage));
        Assert.That(text.ToString(), Is.EqualTo($"{says}{Environment.NewLine}Run 'dataface-flags-clean --help'.{Environment.NewLine}"));
    }

    [TestCase("        Console.WriteLine(\"windows\");", 0)]
    [TestCase("        if (flags.IsEnabled(\"checkout-v2\")) Console.WriteLine(\"windows\");", CleanerExit.Refused)]
    public async Task Clean_SeveralFrameworks_IsDoneOrNamed(string underWindows, int expected)
    {
        await RetargetAsync("net10.0;net10.0-windows");
        var shop = "public static class Shop\n{\n    public static void Open(Dataface.Flags.IFlags flags)\n    {\n#if WINDOWS\n"
            + underWindows + "\n#endif\n        if (flags.IsEnabled(\"checkout-v2\")) Console.WriteLine(\"one page\");\n    }\n}\n";
        Write("Shop.cs", shop);
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.EqualTo(expected), text);
        if (expected == 0) Assert.That(Read("Shop.cs"), Does.Contain(
            $"#if WINDOWS\n{underWindows}\n#endif\n        Console.WriteLine(\"one page\");\n"));
        else Assert.That(text, Does.Contain("Shop.cs(6): The flag is named in code that '#if' leaves out here."));
        Assert.That(Read("Shop.cs"), expected == 0 ? Does.Not.Contain("checkout-v2") : Is.EqualTo(shop));
    }

    [Test]
    public async Task Clean_FrameworkThatDecidesOtherwise_IsNamed()
    {
        await RetargetAsync("net10.0;net10.0-windows");
        Write("Shop.cs", """
            public static class Shop
            {
                public static bool Open(Dataface.Flags.IFlags flags)
                {
                    var on = flags.IsEnabled("checkout-v2");
            #if WINDOWS
                    on = !on;
            #endif
                    return on;
                }
            }
            """);
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.Zero, text);
        Assert.That(Read("Shop.cs"), Does.Contain("var on = true;\n#if WINDOWS\n        on = !on;\n#endif\n        return on;"));
    }

    [Test]
    public async Task Clean_CodeBehindOfAPage_KeepsWhatThePageUses()
    {
        Write("Shop.csproj", Read("Shop.csproj").Replace("Microsoft.NET.Sdk\"", "Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal));
        await RunAsync("dotnet", "restore", "Shop.csproj");
        const string Page = "<p class=\"checkout-v2\">@if (IsNew) { @Total(1) }</p>\n";
        Write("Cart.razor", Page);
        Write("Cart.razor.cs", """
            using Dataface.Flags;

            namespace Shop;

            public partial class Cart
            {
                private readonly IFlags _flags = FlagSnapshot.Empty;

                private bool IsNew => _flags.IsEnabled("checkout-v2");

                internal string Pay() => IsNew ? "paid" : Total(2) + Old();

                private string Total(int factor) => $"{factor}";

                private string Old() => Pay();
            }
            """);
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.Zero, text);
        Assert.That(Read("Cart.razor.cs"), Does.Contain("bool IsNew => true;").And.Contain("Pay() => \"paid\";").And.Contain("Total(")
            .And.Not.Contain("Old"));
        Assert.That(Read("Cart.razor"), Is.EqualTo(Page));

        // A page that asks the flag itself is named with its own line.
        Write("flags.json", Flags);
        Write("List.razor", "<p></p>\n@(Dataface.Flags.FlagSnapshot.Empty.IsEnabled(\"checkout-v2\"))\n");
        (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.EqualTo(CleanerExit.Refused), text);
        Assert.That(text, Does.Contain("List.razor(2): It is a page's").And.Not.Contain("Cart.razor(").And.Not.Contain(".g.cs"));
    }

    [Test]
    public async Task Clean_TextThatEqualsTheKeyInVisualBasic_IsRefusedOnlyBesideFlags()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Other"));
        Write("Other/Other.vbproj", "<Project />");
        Write("Other/Css.vb", "Module Css\n    Const Name = \"checkout-v2\"\nEnd Module\n");
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on", "--check");
        Assert.That(code, Is.EqualTo(CleanerExit.Found), text);
        Write("Other/Shop.vb", "Imports Dataface.Flags\n");
        (code, text) = await CleanAsync("checkout-v2", "--keep", "on", "--check");
        Assert.That(code, Is.EqualTo(CleanerExit.Refused), text);
        Assert.That(text, Does.Contain("Css.vb(2): It names the flag in vb"));
    }

    [Test]
    public async Task Clean_NameOfAGeneratedHandle_IsNamed()
    {
        var library = Path.GetDirectoryName(typeof(IFlags).Assembly.Location)!;
        Write("Directory.Build.targets", $"""
            <Project><ItemGroup>
              <Analyzer Include="{library}/Dataface.Flags.Analyzers.dll" />
              <AdditionalFiles Include="flags.json" DatafaceFlags="FlagDocument" />
              <CompilerVisibleItemMetadata Include="AdditionalFiles" MetadataName="DatafaceFlags" />
            </ItemGroup></Project>
            """);
        Write("Names.cs", "internal static class Names\n{\n    public static string Of() => nameof(Shop.Flags.CheckoutV2);\n}\n");
        var (code, text) = await CleanAsync("checkout-v2", "--keep", "on");
        Assert.That(code, Is.EqualTo(CleanerExit.Refused), text);
        Assert.That(text, Does.Contain("Names.cs(3): Without the flag the compiler would say CS0117"));
    }

    [Test]
    public async Task Clean_NothingToRemove_WritesAPatchThatGitTakes()
    {
        await RunAsync("git", "init", "-q");
        var patch = Path.Combine(_folder, "clean.patch");
        Assert.That((await CleanAsync("--expired", "--today", "2026-01-02", "--patch", patch)).Code, Is.Zero);
        await RunAsync("git", "apply", "--allow-empty", "clean.patch");
        var (code, text) = await CleanAsync("--decided", "--patch", Path.Combine(_folder, "none", "clean.patch"));
        Assert.That(code, Is.EqualTo(CleanerExit.Failed));
        Assert.That(text, Does.Contain("There is no folder"));
    }

    [Test, Platform(Exclude = "Win")]
    public async Task Clean_Interrupted_ChangesNothing()
    {
        var tests = Path.ChangeExtension(typeof(ToolTests).Assembly.Location, null);

        // Where the tests run in the background, a shell has told its children to ignore the signal.
        var start = new ProcessStartInfo("env",
        [
            "--default-signal=INT", "dotnet", "exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json",
            typeof(CleanCommand).Assembly.Location, "checkout-v2", "--keep", "on", "--solution", _folder,
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        Assert.That(await process.StandardError.ReadLineAsync(), Does.StartWith("Opening"));
        await RunAsync("kill", "-INT", $"{process.Id}");
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(error, Is.EqualTo($"Interrupted. Nothing was changed.{Environment.NewLine}"));
        Assert.That(process.ExitCode, Is.EqualTo(CleanerExit.Interrupted));
        Assert.That(Read("Program.cs"), Is.EqualTo(Program));
    }

    private async Task RetargetAsync(string frameworks)
    {
        Write("Shop.csproj", Read("Shop.csproj").Replace("<TargetFramework>net10.0</TargetFramework>",
            $"<TargetFrameworks>{frameworks}</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting>"
                + "<DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>",
            StringComparison.Ordinal));
        await RunAsync("dotnet", "restore", "Shop.csproj");
    }

    private async Task<(int Code, string Text)> CleanAsync(params string[] arguments)
    {
        using var text = new StringWriter();
        using var both = TextWriter.Synchronized(text);
        var code = await CleanCommand.RunAsync([.. arguments, "--solution", _folder], both, both, TimeProvider.System);
        return (code, text.ToString());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private string Read(string name) => new UTF8Encoding(false).GetString(File.ReadAllBytes(Path.Combine(_folder, name)));

    private async Task RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await output + await error);
    }
}
