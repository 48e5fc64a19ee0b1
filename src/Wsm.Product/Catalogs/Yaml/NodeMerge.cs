namespace Wsm.Product.Catalogs.Yaml;

/// <summary>Merges values as Helm merges values files: mappings key by key, everything else wins whole.</summary>
internal static class NodeMerge
{
    public static MapNode Over(MapNode below, MapNode above)
    {
        var entries = below.Entries.ToList();
        foreach (var (key, value) in above.Entries)
        {
            var at = entries.FindIndex(entry => entry.Key.Text == key.Text);
            if (at < 0)
            {
                entries.Add(new(key, value));
            }
            else
            {
                entries[at] = new(
                    entries[at].Key,
                    entries[at].Value is MapNode inner && value is MapNode outer ? Over(inner, outer) : value
                );
            }
        }

        return below with
        {
            Entries = entries,
        };
    }
}
