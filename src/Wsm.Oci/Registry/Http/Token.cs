namespace Wsm.Oci.Registry.Http;

internal sealed record Token(string Value, DateTimeOffset GoodUntil)
{
    public override string ToString() => "token ***";
}
