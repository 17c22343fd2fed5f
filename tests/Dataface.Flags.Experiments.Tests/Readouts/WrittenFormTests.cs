using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>
/// Days, times, numbers and files as BigQuery, pandas and spreadsheets write them: read, or refused with a hint that is accepted.
/// </summary>
[TestFixture]
internal sealed partial class WrittenFormTests
{
    private const string Header = ExperimentDataFileTests.Header;

    private static readonly DateTimeOffset Now = new(2026, 12, 20, 12, 0, 0, TimeSpan.Zero);

    [TestCase("2026-12-01", "2026-12-01", TestName = "Day_Plain")]
    [TestCase("20261201", "2026-12-01", TestName = "Day_BigQueryEventDate")]
    [TestCase("2026-12-01 00:00:00", "2026-12-01", TestName = "Day_Pandas")]
    [TestCase("2026-12-01 00:00:00 UTC", "2026-12-01", TestName = "Day_BigQueryTimestamp")]
    [TestCase("2026-12-01 00:00:00.000000 UTC", "2026-12-01", TestName = "Day_BigQueryMicroseconds")]
    [TestCase("2026-12-01 00:00:00+00:00", "2026-12-01", TestName = "Day_PandasUtc")]
    [TestCase("2026-12-01 00:00:00+00", "2026-12-01", TestName = "Day_PostgreSql")]
    [TestCase("2026-12-01T00:00:00Z", "2026-12-01", TestName = "Day_Iso")]
    [TestCase("2026-12-01 08:30:00", null, TestName = "Day_WithATime")]
    [TestCase("2026-12-02 00:00:00+02:00", null, TestName = "Day_OfAnotherZone")]
    [TestCase("46357", null, TestName = "Day_ExcelSerial")]
    [TestCase("46357.0", null, TestName = "Day_ExcelSerialAsFloat")]
    [TestCase("1796083200", null, TestName = "Day_Seconds")]
    [TestCase("1796083200000", null, TestName = "Day_Milliseconds")]
    [TestCase("01/12/2026", null, TestName = "Day_OrderUnknown")]
    [TestCase("1.12.2026", null, TestName = "Day_German")]
    [TestCase("\"Dec 1, 2026\"", null, TestName = "Day_Words")]
    [TestCase("2026-02-30", null, TestName = "Day_NoneOfTheCalendar")]
    [TestCase("12/20/2026 8:30", null, TestName = "Day_AmericanWithATime")]
    [TestCase("20-Dec-2026", null, TestName = "Day_Oracle")]
    [TestCase("20-Dec-26", null, TestName = "Day_OracleShort")]
    [TestCase("20261220.0", null, TestName = "Day_DenseAsFloat")]
    [TestCase("NaT", null, TestName = "Day_PandasNone")]
    public void Day_AnyText_IsAcceptedOrItsHintIs(string written, string? read) =>
        Check(day => $"on,,{day},exposure,5,,,,,,", written, read, data => data.Exposures[0].Cohort.ToString("yyyy-MM-dd", null));

    [TestCase("44700.0", "44700", TestName = "Units_Float")]
    [TestCase("44700", "44700", TestName = "Units_Whole")]
    [TestCase("4.47E+04", "44700", TestName = "Units_Excel")]
    [TestCase("\"44,700\"", null, TestName = "Units_Thousands")]
    [TestCase("44700.5", null, TestName = "Units_Half")]
    [TestCase("", null, TestName = "Units_None")]
    public void Units_AnyText_AreReadOrRefused(string written, string? read) =>
        Check(units => $"on,,2026-12-01,exposure,{units},,,,,,", written, read, data => $"{data.Exposures[0].Units}");

    [TestCase("1396.87", "1396.87", TestName = "Sum_Plain")]
    [TestCase("1.39687e3", "1396.87", TestName = "Sum_Scientific")]
    [TestCase("+1396.87", "1396.87", TestName = "Sum_Signed")]
    [TestCase("\"1,396.87\"", null, TestName = "Sum_Thousands")]
    [TestCase("\"1396,87\"", null, TestName = "Sum_DecimalCommaBetweenCommas")]
    [TestCase("12 %", null, TestName = "Sum_Percent")]
    [TestCase("€ 12", null, TestName = "Sum_Currency")]
    [TestCase("#DIV/0!", null, TestName = "Sum_ExcelError")]
    [TestCase("inf", null, TestName = "Sum_Infinite")]
    [TestCase("NaN", null, TestName = "Sum_PandasNone")]
    [TestCase("NULL", null, TestName = "Sum_SqlNone")]
    public void Sum_AnyText_IsAcceptedOrItsHintIs(string written, string? read) =>
        Check(sum => $"on,revenue,2026-12-01,mean,500000,{sum},1e9,,,,2026-12-19", written, read,
            data => data.Kpis[0].Statistics.Sum.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));

    [TestCase("12/20/2026 8:30")]
    [TestCase("20-Dec-2026")]
    [TestCase("20-Dec-26")]
    [TestCase("20261220.0")]
    public void Day_ThatCanBeGuessed_IsInTheHint(string written) =>
        Assert.That(Read(Bytes(Header + $"on,,{written},exposure,5,,,,,,\n")).Problems.Single().Message, Does.Contain("2026-12-20"));

    [TestCase("\t")]
    [TestCase(";")]
    public void Numbers_WithThousandsSeparators_AreRefusedAsTheyStandThere(string delimiter)
    {
        string Message(string units, string sum) => string.Join('\n', Read(Bytes((Header
            + $"on,revenue,2026-12-01,mean,{units},{sum},1e9,,,,2026-12-19\n").Replace(",", delimiter, StringComparison.Ordinal)
            .Replace('#', ','))).Problems.Select(problem => problem.Message));
        Assert.That(Message("4#000", "1000"), Is.EqualTo("'units' is '4,000'; write no thousands separators: 4000."));
        Assert.That(Message("4#101", "1000"), Is.EqualTo("'units' is '4,101'; write no thousands separators: 4101."));
        Assert.That(Message("4000", "1#396"), Is.EqualTo(
            "'sum' is '1,396'; write no thousands separators, and a decimal point: 1396, or 1.396."));
        Assert.That(Message("4000", "0#396"), Is.Empty, "nobody parts thousands behind a zero");
        Assert.That(Message("4000", "1396#5"), Is.Empty);
    }

    [Test]
    public void File_OfAnyName_IsReadByWhatItHolds()
    {
        var text = Header.Replace(',', '\t') + "on\t\t2026-12-01\texposure\t5\n";
        byte[] excel = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)];
        foreach (var name in new[] { "x.txt", "x.tsv", "x" }) Assert.That(Accepted(excel, name).Exposures[0].Units, Is.EqualTo(5), name);
        var json = Bytes("\n{\"variant\":\"on\",\"cohort\":\"2026-12-01\",\"units\":5}\n");
        Assert.That(Accepted(json, "x.csv").Exposures[0].Units, Is.EqualTo(5));
    }

    [Test]
    public void File_AsToolsWriteIt_IsTheSame()
    {
        const string Row = "on,revenue,2026-12-01,mean,1003,6240.5,124810.25,,,,2026-12-19T06:00:00Z\n";
        var expected = ExperimentDataCodec.HashOf(Accepted(Bytes(Header + Row)));
        (string Name, byte[] Bytes)[] files =
        [
            ("CRLF", Bytes((Header + Row).ReplaceLineEndings("\r\n"))),
            ("only CR", Bytes((Header + Row).ReplaceLineEndings("\r"))),
            ("byte order mark", [.. Encoding.UTF8.Preamble, .. Bytes(Header + Row)]),
            ("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Header + Row)]),
            ("UTF-16, big end first", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Header + Row)]),
            ("tabs", Bytes((Header + Row).Replace(',', '\t'))),
            ("semicolons with decimal commas", Bytes((Header + Row).Replace(',', ';').Replace('.', ','))),
            ("Excel says what parts values", Bytes("sep=;\r\n" + (Header + Row).Replace(',', ';'))),
            ("snake_case", Bytes(SnakeHeader + Row)),
            ("capitals and spaces", Bytes(Header.Replace("sumOfSquares", "Sum Of Squares", StringComparison.Ordinal) + Row)),
            ("all in quotes", Bytes(string.Join(',', (Header + Row).Split(',').Select(Quoted)))),
            ("empty values at the end",
                Bytes(Header.Replace("\n", ",,\n", StringComparison.Ordinal).Replace(",,\n", "\n", StringComparison.Ordinal)
                + Row.Replace("\n", ",,\n", StringComparison.Ordinal))),
            ("an empty last line", Bytes(Header + Row + "\n\n")),
        ];
        foreach (var (name, bytes) in files) Assert.That(ExperimentDataCodec.HashOf(Accepted(bytes)), Is.EqualTo(expected), name);
    }

    [Test]
    public void File_QuotedLineBreak_CountsItsLines()
    {
        var result = Read(Bytes(
            Header + "on,\"revenue\n\",2026-12-01,mean,10,5,5,,,,2026-12-19\non,nothing,2026-12-01,mean,10,5,5,,,,2026-12-19\n"));
        Assert.That(result.Problems.Single().Line, Is.EqualTo(4));
    }

    [TestCase("Latin-1", "Save it as UTF-8", TestName = "File_Latin1")]
    [TestCase("UTF-16 without a mark", "Save it as UTF-8", TestName = "File_Utf16WithoutMark")]
    [TestCase("pandas index", "index=False", TestName = "File_PandasIndex")]
    public void File_OfAnotherForm_IsRefusedWithTheHintThatHelps(string form, string hint)
    {
        var bytes = form switch
        {
            "Latin-1" => Encoding.Latin1.GetBytes(Header + "ü,,2026-12-01,exposure,5,,,,,,\n"),
            "pandas index" => Bytes("," + Header + "0,on,,2026-12-01,exposure,5,,,,,,\n"),
            _ => Encoding.Unicode.GetBytes(Header + "on,,2026-12-01,exposure,5,,,,,,\n"),
        };
        Assert.That(Read(bytes).Problems.Select(p => p.Remedy), Has.Some.Contain(hint));
    }

    [Test]
    public void JsonLines_SnakeCase_AreReadAndTwoSpellingsOfOneNameAreRefused()
    {
        const string Line =
            """{"variant":"on","metric":"revenue","cohort":"2026-12-01 00:00:00 """
                + """UTC","kind":"mean","units":10,"sum":5,"sum_of_squares":5,"refreshed_at":"2026-12-19 06:00:00"}""";
        Assert.That(Accepted(Bytes(Line), "x.jsonl").Kpis[0].Statistics.SumOfSquares, Is.EqualTo(5));
        var twice = Line.Replace("\"sum\":5", "\"sum\":5,\"sumOfSquares\":6", StringComparison.Ordinal);
        Assert.That(Read(Bytes(twice), "x.jsonl").Problems.Single().Message, Does.Contain("'sumOfSquares' occurs twice"));
    }

    private static string SnakeHeader => Regex.Replace(Header, "(?<=[a-z])([A-Z])", m => "_" + m.Value.ToLowerInvariant());

    private static string Quoted(string cell) => cell.EndsWith('\n') ? $"\"{cell.TrimEnd('\n')}\"\n"
        : cell.Contains('\n', StringComparison.Ordinal) ? $"\"{cell.Split('\n')[0]}\"\n\"{cell.Split('\n')[1]}\"" : $"\"{cell}\"";

    /// <summary>What is read is read as this; what is refused says what to write, and that is read.</summary>
    private static void Check(Func<string, string> row, string written, string? read, Func<ExperimentData, string> value)
    {
        var result = Read(Bytes(Header + row(written) + "\n"));
        if (read is not null)
        {
            Assert.That(result.Problems, Is.Empty, written);
            Assert.That(value(result.Data!), Is.EqualTo(read), written);
            return;
        }

        Assert.That(result.Data, Is.Null, written);
        var message = result.Problems.Single().Message;
        if (Suggested().Match(message.Split(';', 2)[^1]) is not { Success: true } suggested) return;
        Assert.That(Read(Bytes(Header + row(suggested.Value) + "\n")).Problems, Is.Empty, $"{written}: {message}");
    }

    private static ExperimentData Accepted(byte[] bytes, string name = "x.csv")
    {
        var result = Read(bytes, name);
        Assert.That(result.Problems, Is.Empty);
        return result.Data!;
    }

    private static ExperimentDataResult Read(byte[] bytes, string name = "x.csv") =>
        ExperimentDataFile.Read(name, new MemoryStream(bytes), Results.Experiment, Now);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}|\d+(\.\d+)?")]
    private static partial Regex Suggested();
}
