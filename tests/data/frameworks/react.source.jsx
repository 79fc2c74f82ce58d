import React, { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

function Post() {
  const [post, setPost] = useState(null);
  useEffect(() => { fetch("/post.json").then((answer) => answer.json()).then(setPost); }, []);
  if (!post) return <p>Loading …</p>;
  return (
    <main>
      <article>
        <h1>{post.title}</h1>
        {post.paragraphs.map((text, index) => <p key={index}>{text}</p>)}
        <p>As told by <a href={post.href}>{post.anchor}</a> in their own words.</p>
        {post.paragraphs.map((text, index) => <p key={index}>{text}</p>)}
      </article>
    </main>
  );
}

createRoot(document.getElementById("root")).render(<Post />);
