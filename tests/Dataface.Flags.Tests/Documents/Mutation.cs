using System.Text;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Damages a document, a few blows at a time, from a seed.</summary>
internal static class Mutation
{
    /// <summary>What careless hands and hostile ones write.</summary>
    private static readonly byte[][] Splices =
    [
        .. new[]
        {
            "null", "true", "-1", "0.0005", "1e400", "-1e-400", "99999999999999999999999999999", "\"\"", "\"\\ud800\"", "[]", "{}",
            "[[[[[[[[[[", "{\"a\":",
            "\"serve\": \"on\",", "\"percent\": 1e309,", "\"rollout\": {},", "\"$ref\": 1,", "\"matches\": \"(a+)+$\"",
            "\"matches\": \"((a{999}){999}){999}\"",
            "\"requires\": { \"checkout-v2\": \"on\" },", "\"segment\": \"staff\"", "\"kind\": \"security\",",
            "\"not\": {\"not\": {\"not\": ", "/* */", "\u0000", "\ufeff", "'", ",", ",,", "}", "]", "\"",
            "\"expires\": \"9999-12-31\",", "\"created\": \"0001-01-01\",", "\"variants\": {\"off\": 1, \"on\": true},", "\"weights\": 1,",
            "\"flags\": {},", "\"schema\": 2,",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    public static byte[] Of(byte[] document, Random random)
    {
        var bytes = new List<byte>(document);
        for (var blows = random.Next(2) == 0 ? 1 : random.Next(1, 5); blows > 0 && bytes.Count > 1; blows--) Strike(bytes, random);
        return [.. bytes];
    }

    private static void Strike(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = random.Next(Math.Min(40, bytes.Count - at));
        switch (random.Next(8))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Splices[random.Next(Splices.Length)]);
                break;
            case 5:
                ReplaceValue(bytes, at, random);
                break;
            case 6:
                TurnDigit(bytes, at, random);
                break;
            default:
                if (random.Next(10) == 0) bytes.RemoveRange(at, bytes.Count - at);
                else bytes[at] = bytes[random.Next(bytes.Count)];
                break;
        }
    }

    /// <summary>Puts something else where a value stands, so that the document stays JSON more often than not.</summary>
    private static void ReplaceValue(List<byte> bytes, int from, Random random)
    {
        var start = bytes.IndexOf((byte)':', from) + 1;
        if (start == 0) return;
        var end = start;
        while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)'\n')) end++;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Splices[random.Next(Splices.Length)]);
    }

    /// <summary>Changes a date, a share or a weight a little.</summary>
    private static void TurnDigit(List<byte> bytes, int from, Random random)
    {
        var digit = bytes.FindIndex(from, b => char.IsAsciiDigit((char)b));
        if (digit >= 0) bytes[digit] = (byte)('0' + random.Next(10));
    }
}
