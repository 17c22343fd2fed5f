using System.Buffers.Binary;
using System.Text;

namespace Dataface.Flags.Tests.Telemetry.Otlp;

/// <summary>The fields of a protobuf message, as far as OTLP needs them.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Value, byte[] Bytes)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0: _fields.Add((number, Varint(ref message), [])); break;
                case 1: _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), [])); break;
                case 2: _fields.Add((number, 0, Take(ref message, (int)Varint(ref message)).ToArray())); break;
                case 5: _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4)), [])); break;
                case var wire: throw new InvalidDataException($"Wire type {wire} is none.");
            }
        }
    }

    public bool Has(int field) => _fields.Exists(f => f.Number == field);

    public ulong Number(int field) => _fields.Find(f => f.Number == field).Value;

    public byte[] Bytes(int field) => _fields.Find(f => f.Number == field).Bytes ?? [];

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(f => f.Number == field).Select(f => new ProtoMessage(f.Bytes));

    /// <summary>The messages at the end of a path of fields.</summary>
    public IEnumerable<ProtoMessage> Along(params int[] path) =>
        path.Aggregate<int, IEnumerable<ProtoMessage>>([this], (messages, field) => messages.SelectMany(m => m.Messages(field)));

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref message, 1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int count)
    {
        var taken = message[..count];
        message = message[count..];
        return taken;
    }
}
