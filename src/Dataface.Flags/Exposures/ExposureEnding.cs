using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Exposures;

/// <summary>What the lines of one outcome's exposures end with. Equal when its strings are the same objects.</summary>
internal readonly struct ExposureEnding(string flag, string variant, string rollout, int stage, RolloutArm arm) : IEquatable<ExposureEnding>
{
    private readonly string _flag = flag;
    private readonly string _variant = variant;
    private readonly string _rollout = rollout;
    private readonly int _stage = stage;
    private readonly RolloutArm _arm = arm;

    public bool Equals(ExposureEnding other) =>
        ReferenceEquals(_rollout, other._rollout) && ReferenceEquals(_variant, other._variant) && ReferenceEquals(_flag, other._flag)
        && _stage == other._stage && _arm == other._arm;

    public override bool Equals(object? obj) => obj is ExposureEnding other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(_rollout), RuntimeHelpers.GetHashCode(_variant), _stage);

    public byte[] ToUtf8()
    {
        var arm = _arm == RolloutArm.Control ? "control" : "treatment";
        return Encoding.UTF8.GetBytes(
            $"\",\"flag\":\"{Json(_flag)}\",\"variant\":\"{Json(_variant)}\",\"rollout\":\"{Json(_rollout)}\","
                + $"\"stage\":{_stage},\"arm\":\"{arm}\"}}\n");
    }

    private static JsonEncodedText Json(string text) => JsonEncodedText.Encode(text);
}
