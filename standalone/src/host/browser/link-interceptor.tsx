import { useEffect } from 'react';
import { useNavigate } from 'react-router';

/** Plain links to the app's own pages stay in the page, as Grafana's click handler makes them. */
export function LinkInterceptor() {
  const navigate = useNavigate();
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const anchor = (event.target as Element).closest('a');
      if (!anchor || anchor.target || anchor.origin !== window.location.origin) return;
      if (!/^\/(a|plugins)\//.test(anchor.pathname)) return;
      event.preventDefault();
      navigate(`${anchor.pathname}${anchor.search}${anchor.hash}`);
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [navigate]);
  return null;
}
