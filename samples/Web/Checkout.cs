namespace Dataface.Flags.Samples.Web;

/// <summary>Takes the money; which one it is says the flag checkout-v2.</summary>
internal interface ICheckout
{
    string Pay();
}

internal sealed class OnePage : ICheckout
{
    public string Pay() => "paid on one page\n";
}

internal sealed class ThreePages : ICheckout
{
    public string Pay() => "paid on three pages\n";
}
