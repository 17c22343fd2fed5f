using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>bucket</c>: where units fall, for whoever writes bucketing algorithm 1 in another language.</summary>
internal static class BucketCommand
{
    private const string Header = "# salt\tunit\tXXH3_64(unit)\tXXH3_64(salt)\tbucket64\texposure\tsplit";

    public static Command Create(CommandIo io)
    {
        var salt = new Option<string?>("--salt") { Description = "The salt." };
        var unit = new Option<string?>("--unit") { Description = "The unit." };
        var file = new Option<string?>("--file", "-f") { Description = "A file of salt<TAB>unit lines, - for standard input." };
        var json = SharedOptions.Json();
        var command = new Command("bucket", "Shows where units fall under salts (bucketing algorithm 1).") { salt, unit, file, json };
        command.Validators.Add(result =>
        {
            var isPair = result.GetValue(salt) is not null && result.GetValue(unit) is not null;
            var hasPart = result.GetValue(salt) is not null || result.GetValue(unit) is not null;
            if (isPair == (result.GetValue(file) is not null) || (hasPart && !isPair))
                result.AddError("Give either --salt and --unit, or --file.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(file) is not { } path)
                return Write([new(parsed.GetValue(salt)!, parsed.GetValue(unit)!)], false, parsed.GetValue(json), io);
            if (path == "-") return WriteFile(io.Input, "standard input", parsed.GetValue(json), io);
            using var reader = new StreamReader(path);
            return WriteFile(reader, path, parsed.GetValue(json), io);
        });
        return command;
    }

    private static int WriteFile(TextReader reader, string name, bool asJson, CommandIo io)
    {
        var pairs = new List<Pair>();
        var hasHeader = false;
        var number = 0;
        foreach (var line in reader.ReadToEnd().Split('\n'))
        {
            number++;
            var isHeader = number == 1 && line.StartsWith("# salt\t", StringComparison.Ordinal);
            hasHeader |= isHeader;
            if (isHeader || line.Length == 0) continue;
            var columns = line.TrimEnd('\r').Split('\t');
            if (columns.Length < 2) throw new InvalidDataException($"Line {number} of {name} has no tab. Write salt<TAB>unit.");
            pairs.Add(new(columns[0], columns[1]));
        }

        return Write(pairs, hasHeader, asJson, io);
    }

    private static int Write(List<Pair> pairs, bool hasHeader, bool asJson, CommandIo io)
    {
        if (asJson)
        {
            JsonOutput.Write(io.Output, json => json.WriteArray("buckets", pairs, pair =>
            {
                json.WriteStartObject();
                json.WriteString("salt", pair.Salt);
                json.WriteString("unit", pair.Unit);
                json.WriteString("unitHash", Hex(pair.UnitHash));
                json.WriteString("saltHash", Hex(pair.SaltHash));
                json.WriteString("bucket", Hex(pair.Bucket.Value));
                json.WriteNumber("exposure", pair.Bucket.Exposure);
                json.WriteNumber("split", pair.Bucket.Split);
                json.WriteEndObject();
            }));
            return ExitCode.Ok;
        }

        if (hasHeader) io.Output.Write(Header + "\n");
        foreach (var pair in pairs)
        {
            string[] columns = [pair.Salt, pair.Unit, Hex(pair.UnitHash), Hex(pair.SaltHash), Hex(pair.Bucket.Value),
                Decimal(pair.Bucket.Exposure), Decimal(pair.Bucket.Split)];
            io.Output.Write(string.Join('\t', columns) + "\n");
        }

        return ExitCode.Ok;
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    private static string Decimal(uint value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Pair(string Salt, string Unit)
    {
        public ulong UnitHash => Bucketing.UnitHash.Of(Unit);

        public ulong SaltHash => Bucketing.UnitHash.Of(Salt);

        public Bucket Bucket => Bucket.Of(UnitHash, SaltHash);
    }
}
