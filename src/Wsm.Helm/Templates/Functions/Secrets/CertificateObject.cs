using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>Sprig's <c>certificate</c>: two fields, PEM text each.</summary>
internal sealed class CertificateObject(string cert, string key) : GoObject
{
    public string Cert => cert;

    public string Key => key;

    public override string TypeName => "sprig.certificate";

    public override bool TryGetField(string name, out Value value)
    {
        value = name switch
        {
            "Cert" => Value.Of(cert),
            "Key" => Value.Of(key),
            _ => Value.Nil,
        };
        return !value.IsNil;
    }

    public override string ToString() => $"{{{cert} {key}}}";

    public override Value ToData() => Value.Of(new MapValue(2) { ["Cert"] = Value.Of(cert), ["Key"] = Value.Of(key) });
}
