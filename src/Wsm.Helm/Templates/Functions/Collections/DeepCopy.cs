using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Collections;

internal static class DeepCopy
{
    public static Value Of(ITemplateRuntime runtime, Value value, int depth)
    {
        if (depth > DeepEquality.MaxDepth)
        {
            throw new FunctionException($"values nest deeper than {DeepEquality.MaxDepth} levels");
        }

        switch (value.Data)
        {
            case MapValue map:
                runtime.Charge(map.Count);
                var entries = new MapValue(map.Count) { TypeName = map.TypeName, Origin = map.Origin };
                foreach (var (key, entry) in map.Entries)
                {
                    entries[key] = Of(runtime, entry, depth + 1);
                }

                return new Value(entries, value.Trace);
            case ListValue list:
                runtime.Charge(list.Count);
                var items = new List<Value>(list.Count);
                foreach (var item in list.Items)
                {
                    items.Add(Of(runtime, item, depth + 1));
                }

                return new Value(
                    new ListValue(items)
                    {
                        TypeName = list.TypeName,
                        IsNil = list.IsNil,
                        Origin = list.Origin,
                    },
                    value.Trace
                );
            case byte[] bytes:
                return new Value(bytes.Clone(), value.Trace);
            default:
                return value;
        }
    }
}
