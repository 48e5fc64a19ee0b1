using Wsm.Helm.Data;

namespace Wsm.Product.Finding;

/// <summary>What an object says about itself.</summary>
/// <param name="Name">Kind and name: <c>Deployment/wandb-app</c>.</param>
internal sealed record ObjectHead(string Kind, string Name, bool IsNative, bool IsList)
{
    public static ObjectHead Of(MapValue root)
    {
        var kind = root["kind"].Data as string ?? "?";
        var name = (root["metadata"].Data as MapValue)?["name"].Data as string ?? "?";
        return new ObjectHead(
            kind,
            $"{kind}/{name}",
            NativeGroups.Has(root["apiVersion"].Data as string ?? ""),
            kind.EndsWith("List", StringComparison.Ordinal) && root["items"].Data is ListValue
        );
    }
}
