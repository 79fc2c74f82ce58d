import { createApp, h, onMounted, ref } from "vue";

createApp({
  setup() {
    const post = ref(null);
    onMounted(async () => { post.value = await (await fetch("/post.json")).json(); });
    return () => post.value === null
      ? h("p", "Loading …")
      : h("main", [h("article", [
          h("h1", post.value.title),
          ...post.value.paragraphs.map((text) => h("p", text)),
          h("p", ["As told by ", h("a", { href: post.value.href, rel: "sponsored" }, post.value.anchor), " in their own words."]),
          ...post.value.paragraphs.map((text) => h("p", text)),
        ])]);
  },
}).mount("#app");
