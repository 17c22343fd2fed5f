using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>pull</c>: brings the document that a server has in force into a checked-in file, or says that the file is behind.</summary>
internal static class PullCommand
{
    private const string DefaultFile = "flags.json";

    public static Command Create(CommandIo io)
    {
        var file = new Argument<string>("file")
        {
            Description = $"The checked-in document. Default: {DefaultFile}.",
            DefaultValueFactory = _ => DefaultFile
        };
        var check = new Option<bool>("--check") { Description = "Change nothing; answer 1 when the file is behind." };
        var json = SharedOptions.Json();
        var command = new Command("pull", "Writes the document that a server has in force to a file.") { file, check, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            await using var client = server.OpenRequired(parsed, "*");
            if (await client.ReadDocumentAsync(cancellationToken) is not { } inForce)
            {
                await io.Error.WriteLineAsync(
                    $"{client.Name} has no document in force. Publish one: dataface-flags "
                    + $"publish {path} --server {client.Name} --reason ...");
                return ExitCode.Found;
            }

            var report = PullReport.Of(path, await ReadAsync(path, cancellationToken), inForce, client.Name, io.Time);
            var isChecked = parsed.GetValue(check);
            if (!isChecked && !report.IsSame) PulledFile.Write(path, inForce.Utf8Json.Span);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, writer => report.WriteTo(writer, isChecked));
            else report.WriteTo(io.Output, isChecked);
            return isChecked && !report.IsSame ? ExitCode.Found : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The file's bytes; null when there is none.</summary>
    private static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder. Name the file in it, such as {Path.Combine(path, DefaultFile)}.");
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }
}
