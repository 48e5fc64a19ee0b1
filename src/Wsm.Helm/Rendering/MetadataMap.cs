using Wsm.Helm.Charts;
using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering;

/// <summary><c>.Chart</c>: since helm 4 a map with the field names of the Go struct.</summary>
internal static class MetadataMap
{
    public static MapValue Of(ChartMetadata metadata, bool isRoot)
    {
        var map = new MapValue(20);
        map["Name"] = Value.Of(metadata.Name);
        map["Home"] = Value.Of(metadata.Home);
        map["Sources"] = Texts(metadata.Sources);
        map["Version"] = Value.Of(metadata.Version);
        map["Description"] = Value.Of(metadata.Description);
        map["Keywords"] = Texts(metadata.Keywords);
        map["Maintainers"] = List(metadata.Maintainers, static maintainer => Value.Of(Of(maintainer!)));
        map["Icon"] = Value.Of(metadata.Icon);
        map["APIVersion"] = Value.Of(metadata.ApiVersion);
        map["Condition"] = Value.Of(metadata.Condition);
        map["Tags"] = Value.Of(metadata.Tags);
        map["AppVersion"] = Value.Of(metadata.AppVersion);
        map["Deprecated"] = Value.Of(metadata.Deprecated);
        map["Annotations"] = Value.Of(Annotations(metadata.Annotations));
        map["KubeVersion"] = Value.Of(metadata.KubeVersion);
        map["Dependencies"] = List(metadata.Dependencies ?? [], static dependency => Value.Of(Of(dependency!)));
        map["Type"] = Value.Of(metadata.Type);
        map["IsRoot"] = Value.Of(isRoot);
        return map;
    }

    private static MapValue Of(ChartMaintainer maintainer)
    {
        var map = new MapValue(3);
        map["Name"] = Value.Of(maintainer.Name);
        map["Email"] = Value.Of(maintainer.Email);
        map["URL"] = Value.Of(maintainer.Url);
        return map;
    }

    private static MapValue Of(ChartDependency dependency)
    {
        var map = new MapValue(8);
        map["Name"] = Value.Of(dependency.Name);
        map["Version"] = Value.Of(dependency.Version);
        map["Repository"] = Value.Of(dependency.Repository);
        map["Condition"] = Value.Of(dependency.Condition);
        map["Tags"] = Texts(dependency.Tags);
        map["Enabled"] = Value.Of(dependency.Enabled);
        map["ImportValues"] = List(dependency.ImportValues, static value => value);
        map["Alias"] = Value.Of(dependency.Alias);
        return map;
    }

    private static MapValue Annotations(IReadOnlyDictionary<string, string>? annotations)
    {
        var map = new MapValue(annotations?.Count ?? 0) { TypeName = GoTypeNames.StringMap, IsNil = annotations is null };
        foreach (var (key, value) in annotations ?? new Dictionary<string, string>())
        {
            map[key] = Value.Of(value);
        }

        return map;
    }

    private static Value Texts(IReadOnlyList<string> texts) => List(texts, static text => Value.Of(text));

    private static Value List<T>(IReadOnlyList<T> items, Func<T, Value> convert)
    {
        var list = new List<Value>(items.Count);
        foreach (var item in items)
        {
            list.Add(convert(item));
        }

        return Value.Of(new ListValue(list));
    }
}
