using System.CommandLine;
using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Import;

/// <summary><c>import featuremanagement</c>: the flags of Microsoft.FeatureManagement, in both of its schemas.</summary>
internal static class ImportFeatureManagementCommand
{
    public static Command Create(CommandIo io)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "The file with the flags, such as appsettings.json. Several are laid over each other in their order, as .NET's "
                + "configuration does.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The file to write the document to. Default: standard output, with the report on standard error."
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace --output if it exists." };
        var section = new Option<string?>("--section")
        {
            Description = "The section that your code gives to AddFeatureManagement, such as Shop:Flags, if it is not Microsoft's own."
        };
        var json = SharedOptions.Json();
        var settings = new ImportOptions(io);
        var command = new Command("featuremanagement", "Makes a flag document from the flags of Microsoft.FeatureManagement; "
            + "answers 1 when a flag is left out.") { files, output, overwrite, section, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var (paths, target) = (parsed.GetRequiredValue(files), parsed.GetValue(output));
            if (target is not null && File.Exists(target) && !parsed.GetValue(overwrite))
                throw new IOException($"{target} exists. Name another file, or replace it with --overwrite.");
            var result = Run(paths, parsed.GetValue(section), settings, parsed, io);
            if (target is not null) PulledFile.Write(target, result.Utf8Json);
            if (parsed.GetValue(json)) ImportJson.Write(result.Report, target is null ? result.Utf8Json : null, io.Output);
            else Write(result, string.Join(", ", paths), target, io);
            return result.Report.FlagsLeftOut.Count == 0 ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static ImportResult Run(string[] paths, string? section, ImportOptions options, ParseResult parsed, CommandIo io)
    {
        var settings = options.Of(parsed);
        try
        {
            var file = SourceReader.Read([.. paths.Select(path => (Path.GetFileName(path), (ReadOnlyMemory<byte>)Read(path)))]);
            return ImportRun.Run(file, section, settings, io.Time);
        }
        catch (ImportFaultException fault)
        {
            throw new InvalidDataException($"{string.Join(", ", paths)}: {fault.Message}");
        }
    }

    /// <summary>The file, of which no more is read than an import takes.</summary>
    private static byte[] Read(string path)
    {
        using var file = File.OpenRead(InputFile.Checked(path));
        if (file.Length > SourceReader.MaxBytes)
            throw SourceReader.TooLarge(file.Length);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void Write(ImportResult result, string source, string? target, CommandIo io)
    {
        if (target is null) io.Output.Write(System.Text.Encoding.UTF8.GetString(result.Utf8Json) + "\n");
        ImportText.Write(result.Report, source, target is null ? io.Error : io.Output);
    }
}
