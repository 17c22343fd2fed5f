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
        var file = new Argument<string>("file") { Description = "The file with the flags, such as appsettings.json." };
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
            + "answers 1 when a flag is left out.") { file, output, overwrite, section, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var (path, target) = (parsed.GetRequiredValue(file), parsed.GetValue(output));
            if (target is not null && File.Exists(target) && !parsed.GetValue(overwrite))
                throw new IOException($"{target} exists. Name another file, or replace it with --overwrite.");
            var result = Run(path, parsed.GetValue(section), settings, parsed, io);
            if (target is not null) PulledFile.Write(target, result.Utf8Json);
            if (parsed.GetValue(json)) ImportJson.Write(result.Report, target is null ? result.Utf8Json : null, io.Output);
            else Write(result, path, target, io);
            return result.Report.FlagsLeftOut.Count == 0 ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static ImportResult Run(string path, string? section, ImportOptions options, ParseResult parsed, CommandIo io)
    {
        try
        {
            return ImportRun.Run(Read(path), section, options.Of(parsed), io.Time);
        }
        catch (ImportFaultException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message}");
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

    private static void Write(ImportResult result, string path, string? target, CommandIo io)
    {
        if (target is null) io.Output.Write(System.Text.Encoding.UTF8.GetString(result.Utf8Json) + "\n");
        ImportText.Write(result.Report, path, target is null ? io.Error : io.Output);
    }
}
