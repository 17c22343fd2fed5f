using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>
/// Reads the context of a request. <c>targetingKey</c> is the unit, <c>userId</c>, unless the context names a userId of its own. Attributes
/// that no flag asks for are not even decoded; nested objects are left out, since no operator can ask for them.
/// </summary>
internal ref struct ContextReader
{
    private const string TargetingKey = "targetingKey";

    [ThreadStatic]
    private static List<AttributeSlot>? _scratch;

    private readonly AttributeNames _names;
    private readonly List<AttributeSlot> _slots;
    private Utf8JsonReader _json;
    private string? _targetingKey;

    private ContextReader(ReadOnlySequence<byte> utf8, AttributeNames names)
    {
        _names = names;
        _slots = _scratch ??= [];
        _slots.Clear();
        _json = new Utf8JsonReader(utf8);
    }

    /// <summary>Reads a body.</summary>
    /// <returns>What is wrong with it; the default value when nothing is.</returns>
    public static OfrepError Read(ReadOnlySequence<byte> utf8, AttributeNames names, out EvaluationContext context)
    {
        context = EvaluationContext.Empty;
        var reader = new ContextReader(utf8, names);
        try
        {
            var error = reader.ReadBody();
            if (error.Code is null) context = reader.MakeContext();
            return error;
        }
        catch (JsonException fault)
        {
            return OfrepError.NotJson(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8, or half of a surrogate pair: the reader finds it only when the text is taken out.
            return OfrepError.NotJson(0, reader._json.TokenStartIndex);
        }
        finally
        {
            reader._slots.Clear();
        }
    }

    private OfrepError ReadBody()
    {
        var error = OfrepError.NoContext;
        _json.Read();
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
            {
                var isContext = _json.ValueTextEquals("context"u8);
                _json.Read();
                if (isContext) error = ReadContext();
                else _json.Skip();
            }
        }
        else
        {
            _json.Skip();
        }

        // Throws when anything follows.
        _json.Read();
        return error;
    }

    private OfrepError ReadContext()
    {
        _slots.Clear();
        _targetingKey = null;
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return OfrepError.NoContext;
        }

        var error = OfrepError.NoTargetingKey;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("targetingKey"u8))
            {
                error = ReadTargetingKey();
                continue;
            }

            var name = _names.Find(ref _json);
            _json.Read();
            if (name is null) _json.Skip();
            else ReadAttribute(name);
        }

        return error;
    }

    private OfrepError ReadTargetingKey()
    {
        _json.Read();
        _targetingKey = _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
        if (_targetingKey is not null) return default;
        var error = _json.TokenType == JsonTokenType.Null ? OfrepError.NoTargetingKey : OfrepError.TargetingKeyNoString;
        _json.Skip();
        return error;
    }

    private void ReadAttribute(string name)
    {
        // Of a name given twice the last one counts, as JSON parsers have it.
        Remove(name);
        switch (_json.TokenType)
        {
            case JsonTokenType.String:
                Add(name, AttributeValue.Of(_json.GetString()!));
                break;
            case JsonTokenType.Number when TryNumber(out var number):
                Add(name, number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(name, AttributeValue.Of(_json.GetBoolean()));
                break;
            case JsonTokenType.StartArray:
                Add(name, ReadList());
                break;
            default:
                _json.Skip();
                break;
        }
    }

    /// <summary>A list is of its texts; of its numbers, when it has no text.</summary>
    private AttributeValue ReadList()
    {
        var (texts, numbers) = (new List<string>(), default(List<AttributeValue>));
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.String) texts.Add(_json.GetString()!);
            else if (_json.TokenType == JsonTokenType.Number && TryNumber(out var number)) (numbers ??= []).Add(number);
            else _json.Skip();
        }

        return texts.Count == 0 && numbers is not null ? AttributeValue.OfNumbers(numbers) : AttributeValue.Of(texts);
    }

    private readonly bool TryNumber(out AttributeValue number) =>
        AttributeValue.TryParse(_json.HasValueSequence ? _json.ValueSequence.ToArray() : _json.ValueSpan, out number);

    private EvaluationContext MakeContext()
    {
        if (_names.HasTargetingKey) Add(TargetingKey, AttributeValue.Of(_targetingKey!));
        var unit = IndexOf(EvaluationContext.DefaultUnit);
        if (unit < 0 && _targetingKey!.Length > 0)
        {
            Add(EvaluationContext.DefaultUnit, AttributeValue.Of(_targetingKey));
            unit = _slots.Count - 1;
        }

        // The evaluator looks at the first attribute first.
        if (unit > 0) (_slots[0], _slots[unit]) = (_slots[unit], _slots[0]);
        return EvaluationContext.Of(CollectionsMarshal.AsSpan(_slots));
    }

    private readonly void Add(string name, AttributeValue value) => _slots.Add(new AttributeSlot(name, value, isPrivate: false));

    private readonly void Remove(string name)
    {
        var index = IndexOf(name);
        if (index >= 0) _slots.RemoveAt(index);
    }

    private readonly int IndexOf(string name)
    {
        for (var i = 0; i < _slots.Count; i++)
        {
            if (_slots[i].Name == name) return i;
        }

        return -1;
    }
}
