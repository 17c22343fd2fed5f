namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// What a text was read as, packed into one word that is kept beside the text, so that it is parsed once: a point in time, a version, or
/// neither. 0 means not read yet. Racing threads read the same text, so that any of their words may win.
/// </summary>
internal readonly record struct TextReading(long Word)
{
    private const int TagBits = 2, FieldBits = 20, FieldBitsOfFour = 15;
    private const long InstantTag = 1, VersionTag = 2, NothingTag = 3, TagMask = 3;
    private const long NoInstantBit = 4, NoVersionBit = 8, PrereleaseBit = 4;

    /// <summary>The sign: a version of four numbers, which have room for fewer bits each.</summary>
    private const long FourBit = long.MinValue;

    /// <summary>The word as it is now.</summary>
    public static TextReading Of(ref long word) => new(Volatile.Read(ref word));

    public static long OfInstant(long ticks) => (ticks << TagBits) | InstantTag;

    /// <summary>The word of a version; 0, so that it is parsed again, when a field is too large to be packed.</summary>
    public static long OfVersion(ulong major, ulong minor, ulong patch, ulong revision, bool isPrerelease)
    {
        var bits = revision == 0 ? FieldBits : FieldBitsOfFour;
        if ((major | minor | patch | revision) >> bits != 0) return 0;
        var fields = (((major << bits) | minor) << bits) | patch;
        if (revision != 0) fields = (fields << bits) | revision;
        return (long)(fields << (TagBits + 1)) | (revision == 0 ? 0 : FourBit) | (isPrerelease ? PrereleaseBit : 0) | VersionTag;
    }

    /// <summary>The same, and the text is not a valid date and time. What else it was read as is not known any more.</summary>
    public long NoInstant => (HasTag(NothingTag) ? Word : NothingTag) | NoInstantBit;

    /// <summary>The same, and the text is no version.</summary>
    public long NoVersion => (HasTag(NothingTag) ? Word : NothingTag) | NoVersionBit;

    public bool IsNoInstant => HasTag(NothingTag) && (Word & NoInstantBit) != 0;

    public bool IsNoVersion => HasTag(NothingTag) && (Word & NoVersionBit) != 0;

    /// <summary>Whether it is known to be a point in time.</summary>
    public bool IsInstant(out long ticks)
    {
        ticks = Word >>> TagBits;
        return HasTag(InstantTag);
    }

    /// <summary>Whether it is known to be a version.</summary>
    public bool IsVersion(out ulong major, out ulong minor, out ulong patch, out ulong revision, out bool isPrerelease)
    {
        var (isOfFour, fields) = ((Word & FourBit) != 0, (ulong)(Word & ~FourBit) >> (TagBits + 1));
        var bits = isOfFour ? FieldBitsOfFour : FieldBits;
        var mask = (1UL << bits) - 1;
        revision = isOfFour ? fields & mask : 0;
        if (isOfFour) fields >>= bits;
        (major, minor, patch) = (fields >> (2 * bits), (fields >> bits) & mask, fields & mask);
        isPrerelease = (Word & PrereleaseBit) != 0;
        return HasTag(VersionTag);
    }

    private bool HasTag(long tag) => (Word & TagMask) == tag;
}
