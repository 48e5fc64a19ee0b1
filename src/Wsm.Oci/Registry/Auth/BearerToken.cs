namespace Wsm.Oci.Registry.Auth;

internal sealed record BearerToken(string Value, DateTimeOffset GoodUntil)
{
    public override string ToString() => "token ***";
}
